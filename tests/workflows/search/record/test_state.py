import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.errors import IntegrityError
from unrolled_workflows.search.record.events import Broken, Closed, Ended, Event, Planned, Reported, Started
from unrolled_workflows.search.record.state import Place, SearchState, folded

LOSS = (("loss", "minimize"),)


def reported(trial: int, value: float, *, repeat: int = 0, epochs: int = 1, objectives=LOSS) -> Reported:
    values = (value,) * len(objectives)
    return Reported(trial, repeat, epochs, values, objectives, "host", 1, 1.0, 0.0)


def planned(count: int) -> list[Event]:
    return [Planned(number, {"x": number}) for number in range(count)]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([Planned(1, {})], "trial 1 is planned as number 0"),
        ([Started(0, 0, 1, 0)], "trial 0 was never planned"),
        ([*planned(1), Started(0, 0, 1, 0), Started(0, 0, 1, 1)], "trial 0 is started twice at once"),
        ([*planned(1), reported(0, 1.0), reported(0, 2.0)], "trial 0 reports twice after 1 epochs"),
        ([Ended(0, "failed")], "trial 0 ends twice"),
        ([*planned(1), Ended(0, "failed"), Ended(0, "failed")], "trial 0 ends twice"),
    ],
)
def test_an_event_that_cannot_follow_is_refused(events: list[Event], words: str) -> None:
    with pytest.raises(IntegrityError, match=words):
        folded(events, 1)


def test_a_trial_is_measured_once_every_seed_has_reported_and_the_mean_counts() -> None:
    state = folded([*planned(1), reported(0, 1.0), reported(0, 2.0, repeat=1)], 3)
    assert state.trials[0].measured == {}
    state.apply(reported(0, 6.0, repeat=2))
    assert state.trials[0].measured == {1: (3.0,)}


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20), st.sampled_from(["minimize", "maximize"]))
def test_the_place_of_a_trial_counts_those_before_it_that_are_as_good(values: list[float], goal: str) -> None:
    state = folded(planned(len(values)), 1)
    for number, value in enumerate(values):
        state.apply(reported(number, value, objectives=(("score", goal),)))
        ahead = [other for other in values[:number] if (other <= value if goal == "minimize" else other >= value)]
        assert state.trials[number].placed[1] == Place(len(ahead), number + 1)


def test_smaller_is_better_whatever_the_goals_are() -> None:
    state = SearchState(1)
    state.objectives = (("accuracy", "maximize"), ("loss", "minimize"))
    assert state.oriented((0.9, 2.0)) == (-0.9, 2.0)


def test_a_vanished_worker_is_counted_and_what_passes_is_not() -> None:
    legs = [Broken(0, 0, 1, reason, "", "", 0) for reason in ("lost", "stopped", "orphaned", "lost")]
    (trial,) = folded([*planned(1), *legs], 1).trials
    assert (trial.losses, trial.broken) == (2, {})


def test_a_leg_that_raised_is_remembered_with_its_seed() -> None:
    broken = Broken(0, 1, 1, "memory", "no memory", "host", 5)
    (trial,) = folded([*planned(1), Started(0, 1, 1, 0), broken], 2).trials
    assert (trial.broken, trial.running) == ({1: broken}, {})


def test_what_ended_is_no_longer_open_and_keeps_the_order_in_which_it_ended() -> None:
    state = folded([*planned(3), Ended(2, "pruned"), Ended(0, "complete"), Closed("enough")], 1)
    assert (list(state.open), state.ended, state.closed) == ([1], [2, 0], "enough")
