from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.search.record.events import Ended, Event, Planned, Reported
from unrolled_workflows.search.record.state import SearchState, folded
from unrolled_workflows.search.rules.winners import best_of, front_of

BOTH = (("accuracy", "maximize"), ("parameters", "minimize"))


def state_of(values: list[tuple[float, float]], states: list[str] | None = None) -> SearchState:
    events: list[Event] = [Planned(number, {"x": number}) for number in range(len(values))]
    events += [Reported(number, 0, 9, pair, BOTH, "", 0, 0.0, 0.0) for number, pair in enumerate(values)]
    events += [Ended(number, states[number] if states else "complete") for number in range(len(values))]
    return folded(events, 1)


def test_the_best_has_the_best_first_objective_and_of_equal_ones_the_better_others_and_the_earlier_number() -> None:
    assert best_of(state_of([(0.5, 9.0), (0.7, 9.0), (0.6, 1.0)])).number == 1
    assert best_of(state_of([(0.7, 9.0), (0.7, 3.0), (0.7, 3.0)])).number == 1


def test_what_is_not_complete_never_wins() -> None:
    assert best_of(state_of([(0.5, 9.0), (0.7, 9.0)], ["complete", "pruned"])).number == 0
    assert best_of(state_of([(0.5, 9.0)], ["failed"])) is None


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8))
def test_the_front_is_all_that_nothing_beats_in_one_objective_without_losing_in_another(pairs) -> None:
    front = {trial.number for trial in front_of(state_of([(float(up), float(down)) for up, down in pairs]))}
    for number, (up, down) in enumerate(pairs):
        beaten = any(u >= up and d <= down and (u, d) != (up, down) for u, d in pairs)
        assert (number not in front) == beaten
