import pytest

from unrolled_workflows.search.record.events import Broken, Closed, Ended, Planned, Reported, Started
from unrolled_workflows.search.record.state import folded
from unrolled_workflows.search.rules.decisions import closing, is_finished, ready, rungs_of, verdicts, wanted

LOSS = (("loss", "minimize"),)


@pytest.fixture
def plan(simulated):
    """Return the rules of a search with batches of four in which one of two goes on."""
    return lambda **changes: simulated.with_plan(
        **{"trials": 8, "batch": 4, "reduction": 2, "rungs": (1, 2), **changes}
    )


def planned(count, **values):
    return [Planned(number, {"x": number, **values}) for number in range(count)]


def reported(losses, epochs=1, repeat=0):
    """Return reports of trials 0, 1, ..., with None where one has none."""
    pairs = [(number, loss) for number, loss in enumerate(losses) if loss is not None]
    return [Reported(number, repeat, epochs, (loss,), LOSS, "", 0, 0.0, 0.0) for number, loss in pairs]


def broken(trial, reason="diverged", repeat=0, epochs=1):
    return Broken(trial, repeat, epochs, reason, "", "", 0)


def ends(state, plan):
    return [(event.trial, event.state) for event in verdicts(state, plan)]


def test_the_worse_half_of_a_batch_is_pruned_once_all_have_been_measured(plan) -> None:
    losses = [3.0, 1.0, 4.0, 2.0]
    assert ends(folded([*planned(4), *reported([*losses[:3], None])], 1), plan()) == []
    assert ends(folded([*planned(4), *reported(losses)], 1), plan()) == [(0, "pruned"), (2, "pruned")]


def test_of_equal_trials_the_earlier_goes_on(plan) -> None:
    assert ends(folded([*planned(4), *reported([1.0] * 4)], 1), plan()) == [(2, "pruned"), (3, "pruned")]


def test_a_failed_trial_gives_its_place_to_nobody(plan) -> None:
    events = [*planned(4), *reported([None, None, 4.0, 2.0]), broken(0), broken(1)]
    state = folded([*events, Ended(0, "failed"), Ended(1, "failed")], 1)
    assert ends(state, plan()) == []
    assert [leg.trial for leg in ready(state, plan())] == [2, 3]


def test_one_trial_of_a_batch_always_goes_on(plan) -> None:
    assert ends(folded([*planned(4), *reported([3.0, 1.0, 4.0, 2.0])], 1), plan(reduction=100)) == [
        (0, "pruned"),
        (2, "pruned"),
        (3, "pruned"),
    ]


def test_the_last_rung_makes_a_trial_complete(plan) -> None:
    events = [*planned(4), *reported([3.0, 1.0, 4.0, 2.0]), Ended(0, "pruned"), Ended(2, "pruned")]
    state = folded([*events, *reported([None, 1.0], epochs=2)], 1)
    assert ends(state, plan()) == [(1, "complete")]


def test_a_trial_with_a_broken_seed_fails_once_its_other_seeds_have_ended(plan) -> None:
    events = [*planned(1), broken(0, repeat=1)]
    assert ends(folded(events, 2), plan(seeds=2)) == []
    assert [leg.repeat for leg in ready(folded(events, 2), plan(seeds=2))] == [0]
    assert ends(folded([*events, *reported([1.0])], 2), plan(seeds=2)) == [(0, "failed")]


def test_a_trial_that_lost_too_many_workers_fails(plan) -> None:
    state = folded([*planned(1), *[broken(0, "lost")] * 3], 1)
    assert (ends(state, plan(max_losses=4)), ends(state, plan(max_losses=3))) == ([], [(0, "failed")])


def test_trials_that_are_farthest_start_first_and_none_that_runs_starts_again(plan) -> None:
    state = folded([*planned(4), *reported([None, 1.0]), Started(0, 0, 1, 0)], 1)
    asynchronous = plan(asynchronous=True, pruning="asha")
    assert [(leg.trial, leg.epochs) for leg in ready(state, asynchronous)] == [(1, 2), (2, 1), (3, 1)]


def test_a_leg_knows_how_often_its_trial_was_started(plan) -> None:
    state = folded([*planned(1), Started(0, 0, 1, 0), broken(0, "lost")], 1)
    assert [leg.attempt for leg in ready(state, plan())] == [1]


def test_a_batch_is_drawn_when_the_one_before_has_ended(plan) -> None:
    assert wanted(folded([], 1), plan()) == 4
    assert wanted(folded(planned(4), 1), plan()) == 0
    ended = [Ended(number, "failed") for number in range(4)]
    assert wanted(folded([*planned(4), *ended], 1), plan(trials=6)) == 2
    assert wanted(folded([*planned(4), *ended, Closed("enough")], 1), plan()) == 0


def test_a_batch_that_is_not_whole_is_drawn_to_its_end(plan) -> None:
    assert wanted(folded(planned(3), 1), plan()) == 1
    assert wanted(folded(planned(5), 1), plan(trials=6)) == 1


def test_without_barriers_one_is_drawn_where_nothing_else_may_start(plan) -> None:
    asynchronous = plan(asynchronous=True, pruning="asha")
    assert wanted(folded(planned(1), 1), asynchronous) == 0
    assert wanted(folded([*planned(1), Started(0, 0, 1, 0)], 1), asynchronous) == 1


def test_a_search_whose_first_trials_all_failed_is_closed(plan) -> None:
    events = [*planned(4), *(Ended(number, "failed") for number in range(4))]
    assert closing(folded(events, 1), plan()) == "every one of the first 4 trials failed"
    assert closing(folded(events, 1), plan(trials=4)) == ""
    assert closing(folded([*events[:-1], Ended(3, "pruned")], 1), plan()) == ""


def test_a_search_is_closed_where_its_winner_is_separated(plan) -> None:
    separated = plan(seeds=2, rungs=(1,), pruning="none", stop_when_separated=True)
    losses = [*reported([1.0, 5.0]), *reported([1.1, 5.1], repeat=1)]
    events = [*planned(2), *losses, Ended(0, "complete"), Ended(1, "complete")]
    assert closing(folded(events, 2), separated) == "the best configuration is separated from the next best"
    assert closing(folded(events, 2), plan(seeds=2, rungs=(1,), pruning="none")) == ""


def test_a_search_has_finished_when_all_that_it_draws_has_ended(plan) -> None:
    ended = [*planned(4), *(Ended(number, "pruned") for number in range(4))]
    assert not is_finished(folded(ended, 1), plan())
    assert is_finished(folded(ended, 1), plan(trials=4))
    assert is_finished(folded([*ended, Closed("enough")], 1), plan())
    assert not is_finished(folded([*planned(5), *ended[4:], Closed("enough")], 1), plan())


def test_a_trial_whose_epochs_vary_reports_after_them_alone(plan) -> None:
    (trial,) = folded([Planned(0, {"train.epochs": 7})], 1).trials
    assert rungs_of(trial, plan(pruning="none", rungs=(9,))) == (7,)
    state = folded([Planned(0, {"train.epochs": 7}), *reported([1.0], epochs=7)], 1)
    assert ends(state, plan(pruning="none", rungs=(9,))) == [(0, "complete")]
