import pytest
from pydantic import ValidationError

from unrolled.search import Objective, SearchConfig

SPACE = {"train.learning_rate": "tune"}


def config(**fields: object) -> SearchConfig:
    return SearchConfig.parse({"space": SPACE, **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"space": {}}, "at least 1"),
        ({"trials": 0}, "greater than or equal to 1"),
        ({"pruner": "asha"}, "asha decides by what came first"),
        ({"pruner": "halving", "mode": "asynchronous"}, "halving waits for a whole batch"),
        ({"objectives": [{"metric": "latency"}]}, "latency is measured, so its table is never the same twice"),
        ({"objectives": [{"metric": "accuracy"}]}, "say whether 'accuracy' is to maximize or to minimize"),
        ({"objectives": [{"metric": "loss"}, {"metric": "parameters"}], "sampler": "cma-es"}, "several objectives"),
        ({"objectives": [{"metric": "loss"}, {"metric": "parameters"}], "pruner": "halving"}, "several objectives"),
        ({"stop_when_separated": True}, "needs several seeds and one objective"),
    ],
)
def test_what_contradicts_itself_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        config(**fields)


@pytest.mark.parametrize(
    ("fields", "pruning"),
    [
        ({}, "halving"),
        ({"mode": "asynchronous"}, "asha"),
        ({"pruner": "none"}, "none"),
        ({"sampler": "gp"}, "none"),
        ({"sampler": "gp", "pruner": "halving"}, "halving"),
        ({"objectives": [{"metric": "loss"}, {"metric": "parameters"}]}, "none"),
    ],
)
def test_the_pruner_is_what_suits_mode_sampler_and_objectives(fields: dict[str, object], pruning: str) -> None:
    assert config(**fields).pruning == pruning


def test_latency_is_an_objective_where_no_table_is_promised() -> None:
    latency = config(mode="asynchronous", objectives=[{"metric": "latency"}]).objectives[0]
    assert latency.direction == "minimize"


def test_where_better_lies_can_be_said_of_every_metric() -> None:
    assert Objective(metric="loss", goal="maximize").direction == "maximize"
