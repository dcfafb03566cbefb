import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled_workflows.search.rules.plan import plan_of, rungs


@given(first=st.integers(1, 50), reduction=st.integers(2, 10), last=st.integers(1, 1000))
def test_each_rung_is_so_many_times_the_one_before_and_the_last_is_the_whole_training(first, reduction, last) -> None:
    found = rungs(first, reduction, last)
    assert found[-1] == last
    assert all(rung == first * reduction**index for index, rung in enumerate(found[:-1]))
    assert len(found) == 1 or found[-2] < last <= found[-2] * reduction


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ((), ("halving", (1, 2), False)),
        (("search.pruner=none",), ("none", (2,), False)),
        (("search.mode=asynchronous",), ("asha", (1, 2), True)),
        (("train.epochs=20", "search.min_epochs=4", "search.reduction=2"), ("halving", (4, 8, 16, 20), False)),
    ],
)
def test_the_rules_are_those_of_the_search_section(searching, prepare, overrides, expected) -> None:
    plan = plan_of(prepare(searching, *overrides).params.experiment, 6)
    assert (plan.pruning, plan.rungs, plan.asynchronous) == expected


def test_trials_of_varied_length_are_compared_at_their_ends_alone(searching, prepare) -> None:
    path = searching / "params.yaml"
    path.write_text(
        path.read_text().replace("train.batch_size:", "train.epochs: {low: 1, high: 3}\n    train.batch_size:")
    )
    plan = plan_of(prepare(searching).params.experiment, 6)
    assert (plan.pruning, plan.rungs) == ("none", (2,))
    with pytest.raises(ConfigError, match=r"search\.pruner: halving compares trials after the same epochs"):
        plan_of(prepare(searching, "search.pruner=halving").params.experiment, 6)


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_trials_whose_first_epochs_depend_on_the_last_are_compared_at_their_ends_alone(
    searching, prepare, schedule: str
) -> None:
    plan = plan_of(prepare(searching, f"train.schedule={schedule}").params.experiment, 6)
    assert (plan.pruning, plan.rungs) == ("none", (2,))
    with pytest.raises(ConfigError, match=r"train\.schedule has the first depend on how many follow"):
        plan_of(prepare(searching, f"train.schedule={schedule}", "search.pruner=halving").params.experiment, 6)
