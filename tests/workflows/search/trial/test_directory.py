from pathlib import Path

import pytest

from unrolled.errors import BusyError
from unrolled_workflows.search.trial.directory import TrialWorkspace, held, trial_directory


def test_each_seed_of_a_trial_has_a_directory_of_its_own(tmp_path: Path) -> None:
    places = {trial_directory(tmp_path, trial, repeat) for trial in range(12) for repeat in range(12)}
    assert len(places) == 144


def test_a_second_worker_is_kept_out_until_the_first_has_left(tmp_path: Path) -> None:
    first, second = held(tmp_path / "trial"), held(tmp_path / "trial", patience=0.0)
    with first, pytest.raises(BusyError, match="is at work here"), second:
        pytest.fail("two workers in one trial")
    with held(tmp_path / "trial", patience=0.0) as directory:
        assert directory.is_dir()


def test_the_records_of_a_leg_stand_with_its_trial(tmp_path: Path) -> None:
    assert TrialWorkspace(tmp_path, directory=tmp_path / "trial").runs == tmp_path / "trial" / "runs"
