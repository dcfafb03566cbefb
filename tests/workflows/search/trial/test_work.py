import json
from dataclasses import replace
from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.trial.work import Worker

VALUES = {
    "cell.name": "gru",
    "train.learning_rate": 0.02,
    "train.batch_size": 16,
    "embedding.dim": 4,
    "cell.hidden_size": 3,
}


@pytest.fixture
def worker(workspace_of, finished) -> Worker:
    """Return a worker in a copy of the finished search's workspace, where the inputs of training stand in the store."""
    job = finished.job
    directory = str(job.directory).replace(job.root, str(workspace_of))
    return Worker(replace(job, root=str(workspace_of), directory=directory))


def leg(epochs: int, trial: int = 20, repeat: int = 0, **changes: object) -> Leg:
    return Leg(trial, repeat, epochs, 0, {**VALUES, **changes})


def stages_of(workspace: Path, trial: str) -> list[str]:
    """Return the stages that ran for a trial."""
    records = workspace.glob(f".unrolled/search/*/trials/{trial}/runs/*/run.json")
    return sorted(json.loads(path.read_text())["stage"] for path in records)


def checkpoints(workspace: Path, trial: str) -> list[Path]:
    return list(workspace.glob(f".unrolled/search/*/trials/{trial}/checkpoints/*"))


def test_a_trial_in_two_legs_gives_what_it_gives_in_one(worker, workspace_of) -> None:
    first, second = worker.run(leg(1)), worker.run(leg(2))
    whole = worker.run(leg(2, trial=21))
    assert first.reason is second.reason is None
    assert second.values == whole.values
    assert second.objectives == (("accuracy", "maximize"),)
    assert stages_of(workspace_of, "20-0") == ["train", "train"]


def test_a_leg_goes_on_from_the_checkpoint_of_the_leg_before(worker, workspace_of) -> None:
    worker.run(leg(1))
    assert checkpoints(workspace_of, "20-0")
    worker.run(leg(2))
    records = sorted(workspace_of.glob(".unrolled/search/*/trials/20-0/runs/*/run.json"))
    assert len(records) == 2


def test_trials_that_agree_before_training_share_those_stages(worker, workspace_of) -> None:
    worker.run(leg(1, **{"embedding.dim": 5}))
    worker.run(leg(1, trial=21, **{"embedding.dim": 5, "train.batch_size": 8}))
    assert (stages_of(workspace_of, "20-0"), stages_of(workspace_of, "21-0")) == (["embedding", "train"], ["train"])


def test_each_seed_of_a_trial_is_another_training(worker) -> None:
    assert [worker._params(leg(1, repeat=repeat)).experiment.seed for repeat in (0, 1, 2)] == [1, 2, 3]


def test_a_trial_whose_epochs_vary_is_trained_to_them(worker) -> None:
    outcome = worker.run(leg(3, **{"train.epochs": 3}))
    assert outcome.reason is None


def test_what_goes_wrong_in_a_trial_is_its_outcome(worker, workspace_of) -> None:
    outcome = worker.run(leg(1, **{"cell.hidden_size": -1}))
    assert (outcome.values, outcome.reason) == ((), "config")
    assert "cell.hidden_size: -1 should be greater than or equal to 1" in outcome.message
    assert isinstance(worker.run(leg(1)), Outcome)


def test_a_component_that_is_not_installed_here_is_named_before_any_leg(finished) -> None:
    values = {**finished.job.values, "cell": {"name": "lstmm"}}
    with pytest.raises(ConfigError, match="no cell is called 'lstmm'"):
        Worker(replace(finished.job, values=values))
