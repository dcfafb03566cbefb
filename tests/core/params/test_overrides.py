import pytest

from unrolled.errors import ConfigError
from unrolled.params.document import Document
from unrolled.params.overrides import apply


def test_an_override_replaces_or_adds_a_value() -> None:
    document = Document("params.yaml", {"train": {"epochs": 5}})
    apply(document, ["train.epochs=1", "unroll.bidirectional=true", "seed=3", "cell.name=my-dist/cell"])
    assert document.values == {
        "train": {"epochs": 1},
        "unroll": {"bidirectional": True},
        "seed": 3,
        "cell": {"name": "my-dist/cell"},
    }


def test_an_error_then_points_at_the_command_line() -> None:
    document = Document("params.yaml", {})
    apply(document, ["train.epochs=x"])
    assert document.where(("train", "epochs")) == "train.epochs=x"


def test_all_that_is_wrong_is_said_at_once() -> None:
    document = Document("params.yaml", {"seed": 1})
    with pytest.raises(ConfigError) as caught:
        apply(document, ["epochs", "seed.x=1", "a=[1", "b=.inf"])
    assert [problem.where.partition(":")[0] for problem in caught.value.problems] == [
        "epochs",
        "seed.x=1",
        "a=[1",
        "b=.inf",
    ]
