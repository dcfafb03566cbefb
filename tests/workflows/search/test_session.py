"""Laws of a search: its table is a function of its rules, whatever its workers do and however often it is killed."""

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import IntegrityError
from unrolled_workflows.search.legs import Outcome
from unrolled_workflows.search.record.events import Ended, Opened, Planned, Reported, Started
from unrolled_workflows.search.record.ledger import Ledger

pytestmark = pytest.mark.usefixtures("quick_disk")

CHANCES = {
    "workers": st.integers(1, 16),
    "seed": st.integers(0, 2**32),
    "kills": st.integers(0, 3),
    "cuts": st.booleans(),
    "lost": st.sampled_from([0.0, 0.05, 0.3]),
}


@pytest.fixture(scope="session")
def rules(simulated):
    """Return the rules of a search by the name of its sampler."""

    def call(sampler="random", **changes):
        space = {"grid": simulated.COUNTED, "cma-es": simulated.NUMBERS}.get(sampler, simulated.SPACE)
        objectives = changes.pop("objectives", simulated.Rules.objectives)
        failing = changes.pop("failing", 0)
        return simulated.Rules(simulated.with_plan(**changes), space, sampler, objectives, failing)

    return call


@pytest.fixture(scope="session")
def undisturbed(simulated, fresh):
    """Return the table of a search with one worker and without a kill; found once for each set of rules."""
    return cache(lambda wanted: simulated.table(simulated.run(wanted, fresh())))


def disturbed(simulated, wanted, path, *, seed, **chances):
    return simulated.run(wanted, path, chance=Random(seed), **chances)


@pytest.mark.fault("F10")
@pytest.mark.parametrize("sampler", ["random", "tpe", "grid"])
@given(**CHANCES, seeds=st.sampled_from([1, 3]), failing=st.sampled_from([0, 20]), pruned=st.booleans())
@settings(max_examples=25)
def test_the_table_is_the_same_with_any_workers_losses_and_kills(
    simulated, rules, undisturbed, fresh, *, sampler, seeds, failing, pruned, **chances
):
    changes = {} if pruned else {"pruning": "none", "rungs": (9,)}
    wanted = rules(sampler, seeds=seeds, failing=failing, **changes)
    assert simulated.table(disturbed(simulated, wanted, fresh(), **chances)) == undisturbed(wanted)


@pytest.mark.fault("F10")
@pytest.mark.parametrize("sampler", ["gp", "cma-es", "nsga-ii"])
@given(**CHANCES)
@settings(max_examples=2)
def test_the_table_is_the_same_with_samplers_that_learn_from_whole_trials(
    simulated, rules, undisturbed, fresh, sampler, **chances
):
    wanted = rules(sampler, pruning="none", rungs=(9,), batch=7, failing=10)
    assert simulated.table(disturbed(simulated, wanted, fresh(), **chances)) == undisturbed(wanted)


@given(**CHANCES)
@settings(max_examples=5)
def test_the_table_is_the_same_with_several_objectives(simulated, rules, undisturbed, fresh, **chances):
    objectives = (("loss", "minimize"), ("accuracy", "maximize"))
    wanted = rules("nsga-ii", pruning="none", rungs=(9,), objectives=objectives)
    assert simulated.table(disturbed(simulated, wanted, fresh(), **chances)) == undisturbed(wanted)


@pytest.mark.fault("F10")
@given(**{**CHANCES, "cuts": st.just(False)}, seeds=st.sampled_from([1, 2]), asynchronous=st.booleans())
@settings(max_examples=40)
def test_every_configuration_is_planned_once_and_ends_once_and_no_leg_starts_again_after_it_reported(
    simulated, rules, fresh, seeds, asynchronous, **chances
):
    changes = {"asynchronous": True, "pruning": "asha"} if asynchronous else {}
    wanted, path = rules(seeds=seeds, failing=10, **changes), fresh()
    disturbed(simulated, wanted, path, **chances)
    planned, reported, ended = [], set(), []
    for event in Ledger(path).read():
        match event:
            case Planned():
                planned.append(event.trial)
            case Started():
                assert event.trial in planned
                assert event.trial not in ended
                assert (event.trial, event.repeat, event.epochs) not in reported
            case Reported():
                reported.add((event.trial, event.repeat, event.epochs))
            case Ended():
                ended.append(event.trial)
    assert planned == list(range(wanted.plan.trials))
    assert sorted(ended) == planned


@given(**{**CHANCES, "cuts": st.just(False)})
@settings(max_examples=25)
def test_no_trial_passes_a_rung_before_its_whole_batch_has_been_measured_there_or_ended(
    simulated, rules, fresh, **chances
):
    wanted, path = rules(failing=15), fresh()
    disturbed(simulated, wanted, path, **chances)
    plan, reached, ended = wanted.plan, dict.fromkeys(range(wanted.plan.trials), 0), set()
    for event in Ledger(path).read():
        if isinstance(event, Started) and event.epochs > plan.rungs[0]:
            before = plan.rungs[plan.rungs.index(event.epochs) - 1]
            batch = [number for number in reached if number // plan.batch == event.trial // plan.batch]
            assert all(number in ended or reached[number] >= before for number in batch)
        if isinstance(event, Reported):
            reached[event.trial] = event.epochs
        if isinstance(event, Ended):
            ended.add(event.trial)


@given(**{**CHANCES, "cuts": st.just(False)})
@settings(max_examples=25)
def test_asha_ends_a_trial_that_is_outside_the_top_share_of_those_measured_so_far_and_no_other(
    simulated, rules, fresh, **chances
):
    wanted, path = rules(asynchronous=True, pruning="asha", trials=40), fresh()
    session = disturbed(simulated, wanted, path, **chances)
    measured, outside = {}, set()
    for event in Ledger(path).read():
        if isinstance(event, Reported) and event.epochs < wanted.plan.rungs[-1]:
            values = measured.setdefault(event.epochs, [])
            values.append(event.values[0])
            better = sum(value <= event.values[0] for value in values) - 1
            if better >= max(1, len(values) // wanted.plan.reduction):
                outside.add(event.trial)
    assert {trial.number for trial in session.state.trials if trial.state == "pruned"} == outside


@pytest.mark.fault("F10")
@given(at=st.integers(0, 2**32))
@settings(max_examples=30)
def test_a_batch_that_was_torn_as_it_was_written_is_drawn_to_its_end(simulated, rules, undisturbed, fresh, at):
    wanted, path = rules("tpe"), fresh()
    wanted.session(path).take()
    data = path.read_bytes()
    path.write_bytes(data[: at % len(data)])
    assert simulated.table(simulated.run(wanted, path)) == undisturbed(wanted)


def test_legs_that_need_the_same_inputs_wait_for_the_first_of_them_while_others_may_start(rules, fresh) -> None:
    wanted = rules("grid", trials=36, batch=36)  # the first 30 have the same cell, and so the same inputs
    session = wanted.session(fresh())
    first = session.take()
    assert [first.trial, session.take().trial] == [0, 30]
    assert session.take().trial == 1, "nobody waits where nothing else may start"
    session.put(wanted.outcome(first))
    assert session.take().trial == 2


def test_a_leg_that_a_driver_left_running_starts_again_in_the_next_driver(rules, fresh) -> None:
    wanted, path = rules(), fresh()
    left = wanted.session(path).take()
    again = wanted.session(path).take()
    assert (again.trial, again.repeat, again.epochs, again.attempt) == (left.trial, left.repeat, left.epochs, 1)
    reasons = [event.reason for event in Ledger(path).read() if type(event).__name__ == "Broken"]
    assert reasons == ["orphaned"]


def test_a_trial_whose_workers_keep_vanishing_is_given_up_and_the_others_go_on(rules, fresh) -> None:
    wanted = rules(trials=9, max_losses=3)
    session = wanted.session(fresh())
    while not session.finished:
        leg = session.take()
        session.put(Outcome(leg, reason="lost") if leg.trial == 4 else wanted.outcome(leg))
    assert [trial.number for trial in session.state.trials if trial.state == "failed"] == [4]
    assert session.state.trials[4].losses == 3


def test_a_trial_that_is_stopped_has_lost_nothing(rules, fresh) -> None:
    wanted = rules(max_losses=1)
    session = wanted.session(fresh())
    for reason in ("stopped", "orphaned"):
        session.put(Outcome(session.take(), reason=reason))
    assert session.take().trial == 0
    assert session.state.trials[0].state is None


def test_where_every_trial_of_the_first_batch_failed_no_other_is_drawn(simulated, rules, fresh) -> None:
    session = simulated.run(rules(failing=100), fresh())
    assert session.state.closed == "every one of the first 9 trials failed"
    assert [trial.state for trial in session.state.trials] == ["failed"] * 9


def test_a_space_that_is_used_up_closes_the_search(simulated, rules, fresh) -> None:
    session = simulated.run(rules("grid", trials=50), fresh())
    assert session.state.closed == "the space holds no other configuration"
    assert len(session.state.trials) == simulated.COUNTED.size == 36


def test_a_search_that_drew_all_its_trials_was_not_closed(simulated, rules, fresh) -> None:
    assert simulated.run(rules(failing=100, trials=9), fresh()).state.closed == ""


def test_a_search_that_is_stopping_starts_no_leg_and_is_finished(rules, fresh) -> None:
    session = rules().session(fresh())
    assert session.take() is not None
    session.stopping = True
    assert session.take() is None
    assert session.finished


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_sampler_is_told_in_the_order_of_the_trials_unless_nobody_waits_for_a_batch(
    rules, fresh, monkeypatch: pytest.MonkeyPatch, asynchronous: bool
) -> None:
    wanted = rules(pruning="none", rungs=(9,), asynchronous=asynchronous)
    session, told = wanted.session(fresh()), []
    monkeypatch.setattr(session._suggester, "tell", lambda trial, state: told.append(trial.number))
    for leg in reversed([session.take() for _ in range(9)]):
        session.put(wanted.outcome(leg))
        session.take()
    assert told == ([8, 7, 6, 5, 4, 3, 2, 1, 0] if asynchronous else [0, 1, 2, 3, 4, 5, 6, 7, 8])


def test_a_leg_stands_in_the_ledger_before_it_is_handed_out(rules, fresh) -> None:
    path = fresh()
    leg = rules().session(path).take()
    assert Ledger(path).read()[-1] == Started(leg.trial, leg.repeat, leg.epochs, leg.attempt)


def test_what_a_trial_left_is_removed_only_once_the_disk_knows_that_it_ended(rules, fresh) -> None:
    path, wanted = fresh(), rules(pruning="none", rungs=(9,))
    known = []
    session = wanted.session(path, lambda trial: known.append((trial, Ended(trial, "complete") in Ledger(path).read())))
    session.put(wanted.outcome(session.take()))
    session.take()
    assert known == [(0, True)]


def test_the_next_driver_removes_what_an_ended_trial_left(simulated, rules, fresh) -> None:
    path, removed = fresh(), []
    simulated.run(rules(), path)
    rules().session(path, removed.append)
    assert sorted(removed) == list(range(22))


def test_events_that_contradict_one_another_are_an_error_that_names_the_line(simulated, rules, fresh) -> None:
    path = fresh()
    ledger = Ledger(path)
    planned = [Planned(number, {"train.learning_rate": 0.001 + number / 100}) for number in range(9)]
    for event in (Opened("key", "host", 1), *planned, Ended(0, "failed"), Ended(0, "failed")):
        ledger.note(event)
    ledger.commit()
    with pytest.raises(IntegrityError, match=r"\.jsonl:12: contradicts what stands before it: trial 0 ends twice"):
        simulated.Rules(space=simulated.NUMBERS).session(path)


@pytest.mark.parametrize("kept", range(1, 9))
def test_a_batch_torn_as_it_was_written_is_drawn_again_as_one(simulated, rules, fresh, kept) -> None:
    wanted, whole, torn = rules("tpe"), fresh(), fresh()
    table = simulated.table(simulated.run(wanted, whole))
    lines = whole.read_bytes().splitlines(keepends=True)
    second = [number for number, line in enumerate(lines) if b'"planned"' in line][9]
    torn.write_bytes(b"".join(lines[: second + kept]))
    assert simulated.table(simulated.run(wanted, torn)) == table


def test_a_trial_that_is_given_up_ends_when_its_other_seed_has(rules, fresh) -> None:
    session = rules(seeds=2, max_losses=1).session(fresh())
    legs = [session.take() for _ in range(18)]
    first, second = [leg for leg in legs if leg.trial == 0]
    session.put(Outcome(first, reason="lost"))
    assert not session.finished
    assert session.state.trials[0].state is None
    session.put(Outcome(second, reason="lost"))
    assert not session.finished
    assert session.state.trials[0].state == "failed"


def test_asking_whether_a_search_has_finished_draws_nothing(rules, fresh) -> None:
    session = rules().session(fresh())
    assert not session.finished
    assert session.state.trials == []
