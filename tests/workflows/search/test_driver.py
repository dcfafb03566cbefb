from pathlib import Path

import pytest

from unrolled.errors import ConfigError, PluginError, SearchError
from unrolled_workflows.search.driver import conclude, drive, look_at, opened, read_trial
from unrolled_workflows.search.record.ledger import Ledger


class Broken:
    """An executor that starts a leg and then fails."""

    idle = 0.0
    closed = False

    def run(self, dispatcher, *, watch) -> None:
        dispatcher.take()
        raise PluginError("node n7 has another version")

    def stop(self, dispatcher) -> None:
        pytest.fail("nobody asked it to stop")

    def close(self) -> None:
        self.closed = True


def test_an_executor_that_fails_is_closed_and_the_search_can_go_on(searching: Path, prepare) -> None:
    search, executor = prepare(searching), Broken()
    with opened(search) as session, pytest.raises(PluginError, match="node n7"):
        drive(search, session, executor, lambda: None)
    assert executor.closed
    assert search.timings.read_text() == "trial,repeat,epochs,host,pid,seconds,shared\n"
    with opened(search) as session:
        assert session.take().trial == 0


def test_a_search_can_be_looked_at_while_a_driver_is_at_work(searching: Path, prepare) -> None:
    search = prepare(searching)
    with opened(search) as session:
        session.take()
        state = look_at(search)
    assert len(state.trials) == 3
    assert [len(trial.running) for trial in state.trials] == [1, 0, 0]


def test_a_search_that_has_not_begun_cannot_be_looked_at(searching: Path, prepare) -> None:
    with pytest.raises(ConfigError, match=r"there is no search for what params\.yaml and the installed code say now"):
        look_at(prepare(searching))


def test_what_an_ended_trial_needs_no_more_is_removed(finished) -> None:
    assert list(finished.directory.glob("trials/*"))
    assert list(finished.directory.glob("trials/*/checkpoints")) == []
    assert list(finished.directory.glob("trials/*/out")) == []


def test_without_a_complete_trial_there_is_nothing_to_conclude(searching: Path, prepare) -> None:
    search = prepare(searching)
    with opened(search) as session, pytest.raises(SearchError, match="no trial is complete"):
        conclude(search, session)
    assert not search.results.exists()


def test_a_complete_trial_is_read_with_the_figures_of_its_end(finished) -> None:
    trial = next(trial for trial in look_at(finished).trials if trial.state == "complete")
    values, told = read_trial(finished, trial.number)
    assert values == finished.space.vary({}, trial.values)
    assert told["validation"] == {"accuracy": trial.measured[2][0]}


def test_every_leg_stands_in_the_ledger_with_the_process_that_ran_it(finished) -> None:
    reported = [event for event in Ledger(finished.ledger).read() if hasattr(event, "seconds")]
    assert all(event.host and event.pid and event.seconds > 0 for event in reported)
