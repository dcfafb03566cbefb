import pytest

from unrolled_workflows.search.legs import Leg
from unrolled_workflows.search.trial.sharing import Sharing, dimensions_of, upstream_of
from unrolled_workflows.stages import stage_named

VALUES = {"cell.name": "gru", "train.learning_rate": 0.1, "train.batch_size": 8, "embedding.dim": 4}


def test_upstream_of_training_are_the_stages_before_it_in_order() -> None:
    assert [stage.name for stage in upstream_of(stage_named("train"))] == ["data", "tokens", "embedding"]


@pytest.mark.parametrize(("stage", "names"), [("data", []), ("embedding", ["embedding.dim"])])
def test_a_stage_varies_with_the_sections_that_it_and_those_before_it_read(finished, stage: str, names) -> None:
    assert [dimension.name for dimension in dimensions_of(stage_named(stage), finished.space)] == names


def test_legs_with_the_same_inputs_are_told_from_those_with_others(finished) -> None:
    def upstream(repeat: int = 0, **changes: object) -> object:
        return Sharing(finished.space).upstream(Leg(0, repeat, 1, 0, {**VALUES, **changes}))

    assert upstream() == upstream(**{"train.batch_size": 16, "cell.name": "lstm"})
    assert len({upstream(), upstream(**{"embedding.dim": 6}), upstream(repeat=1)}) == 3
