import json
from pathlib import Path

import pytest

from unrolled.errors import ConfigError, DivergedError
from unrolled.search import Objective
from unrolled_workflows.search.trial.objectives import measure


@pytest.fixture
def trained(tmp_path: Path):
    """Write what a training leaves; its best epoch is the second of three."""

    def call(loss: str = "0.5") -> Path:
        facts = {"monitor": {"metric": "accuracy", "mode": "max"}, "best_epoch": 2, "parameters": 77}
        (tmp_path / "facts.json").write_text(json.dumps(facts))
        rows = ["epoch,loss,validation_accuracy,validation_loss", "1,9,0.6,0.9", f"2,8,0.8,{loss}", "3,7,0.7,0.4"]
        (tmp_path / "curves.csv").write_text("\n".join([*rows, ""]))
        return tmp_path

    return call


def test_without_objectives_the_metric_that_picks_the_best_epoch_counts(trained) -> None:
    assert measure((), None, trained()) == [("accuracy", "maximize", 0.8)]


def test_objectives_are_those_of_the_best_epoch_in_the_order_asked_for(trained) -> None:
    asked = [Objective(metric="parameters"), Objective(metric="loss"), Objective(metric="accuracy", goal="maximize")]
    assert measure(asked, None, trained()) == [
        ("parameters", "minimize", 77.0),
        ("loss", "minimize", 0.5),
        ("accuracy", "maximize", 0.8),
    ]


def test_a_metric_that_the_task_has_not_is_named_with_the_nearest(trained) -> None:
    with pytest.raises(ConfigError, match=r"the task has no metric 'accurate'\. Did you mean 'accuracy'\?"):
        measure([Objective(metric="accurate", goal="maximize")], None, trained())


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_value_that_is_not_finite_is_a_training_that_diverged(trained, value: str) -> None:
    with pytest.raises(DivergedError, match=f"the validation loss is {value}"):
        measure([Objective(metric="loss")], None, trained(value))
