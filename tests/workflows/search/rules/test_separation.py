import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from unrolled_workflows.search.record.events import Ended, Planned, Reported
from unrolled_workflows.search.record.state import folded
from unrolled_workflows.search.rules.separation import interval, is_separated

VALUES = st.lists(st.floats(-100, 100), min_size=2, max_size=8)


@given(VALUES)
def test_the_interval_is_that_of_students_t(values: list[float]) -> None:
    error = float(stats.sem(values))
    assume(error > 1e-9)
    low, high = stats.t.interval(0.95, len(values) - 1, sum(values) / len(values), error)
    found = interval(values)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.mean == pytest.approx(sum(values) / len(values))


def test_one_seed_has_no_interval() -> None:
    found = interval([0.7])
    assert (found.low, found.mean, found.high) == (0.7, 0.7, 0.7)


def state_of(*trials: list[float], goal: str = "minimize", last: str = "complete"):
    events = [Planned(number, {"x": number}) for number in range(len(trials))]
    for number, values in enumerate(trials):
        for repeat, value in enumerate(values):
            events.append(Reported(number, repeat, 9, (value,), (("score", goal),), "", 0, 0.0, 0.0))
        events.append(Ended(number, last if number == len(trials) - 1 else "complete"))
    return folded(events, len(trials[0]))


@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_intervals_that_do_not_touch_separate_the_best_from_the_next(goal: str) -> None:
    assert is_separated(state_of([5.0, 5.1, 5.2], [1.0, 1.1, 1.2], goal=goal), 9)


def test_intervals_that_touch_do_not() -> None:
    assert not is_separated(state_of([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]), 9)


def test_the_best_and_the_next_best_count_and_no_other() -> None:
    assert not is_separated(state_of([9.0, 9.1, 9.2], [1.0, 2.0, 3.0], [1.5, 2.5, 3.5]), 9)


def test_one_complete_trial_is_not_separated_from_anything() -> None:
    assert not is_separated(state_of([1.0, 1.1]), 9)
    assert not is_separated(state_of([5.0, 5.1], [1.0, 1.1], last="pruned"), 9)
