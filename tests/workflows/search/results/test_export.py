from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.search.driver import look_at
from unrolled_workflows.search.record.state import SearchState
from unrolled_workflows.search.results.export import export_study

pytestmark = pytest.mark.usefixtures("quick_disk")


def studied(path: Path):
    import optuna

    storage = optuna.storages.RDBStorage(f"sqlite:///{path}")
    study = optuna.load_study(study_name="name", storage=storage)
    trials, directions = study.trials, [direction.name for direction in study.directions]
    storage.remove_session()
    storage.engine.dispose()
    return trials, directions


def test_an_exported_study_has_every_trial_as_it_was(simulated, fresh, tmp_path: Path) -> None:
    state = simulated.run(simulated.Rules(failing=15), fresh()).state
    assert export_study(state, simulated.SPACE, "name", tmp_path / "study.db") == len(state.trials)
    trials, directions = studied(tmp_path / "study.db")
    assert directions == ["MINIMIZE"]
    for trial, found in zip(state.trials, trials, strict=True):
        assert found.params == trial.values
        assert found.state.name == {"complete": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}[trial.state]
        assert found.intermediate_values == {epochs: values[0] for epochs, values in trial.measured.items()}
        assert found.user_attrs.get("reason") == ("diverged" if trial.state == "failed" else None)


def test_the_study_shows_values_as_they_are_and_where_better_lies(finished, tmp_path: Path) -> None:
    export_study(look_at(finished), finished.space, "name", tmp_path / "study.db")
    trials, directions = studied(tmp_path / "study.db")
    best = max(trial.value for trial in trials if trial.state.name == "COMPLETE")
    assert directions == ["MAXIMIZE"]
    assert f'"accuracy": {best}' in (finished.results / "metrics.json").read_text()


def test_an_older_study_of_the_same_name_is_replaced(finished, tmp_path: Path) -> None:
    for _ in range(2):
        export_study(look_at(finished), finished.space, "name", tmp_path / "study.db")
    assert len(studied(tmp_path / "study.db")[0]) == 6


def test_a_search_without_reports_has_nothing_to_export(finished, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no trial has reported yet"):
        export_study(SearchState(1), finished.space, "name", tmp_path / "study.db")
    assert list(tmp_path.iterdir()) == []
