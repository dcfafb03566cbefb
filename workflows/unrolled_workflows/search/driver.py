"""From params.yaml to a finished search: rebuilt from its ledger, run by an executor, written down."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Protocol

import click

from unrolled.durable import lock, make_directory, remove
from unrolled.errors import ConfigError, Problem, SearchError
from unrolled.runtime.signals import StoppedError, stop_on_signals
from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.legs import Dispatcher
from unrolled_workflows.search.prepared import Search
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.record.state import SearchState, folded
from unrolled_workflows.search.results.tables import figures, remove_results, write_results, write_timings
from unrolled_workflows.search.rules.plan import plan_of
from unrolled_workflows.search.rules.winners import best_of
from unrolled_workflows.search.session import Session
from unrolled_workflows.search.trial.directory import trial_directory
from unrolled_workflows.search.trial.sharing import Sharing


class Executor(Protocol):
    """Runs the legs of a dispatcher until none will start any more."""

    idle: float
    """seconds that workers waited while others ran"""

    def run(self, dispatcher: Dispatcher, *, watch: Callable[[], None]) -> None:
        """Run legs; ``watch`` is called now and then."""
        ...

    def stop(self, dispatcher: Dispatcher) -> None:
        """Have running legs leave checkpoints and stop."""
        ...

    def close(self) -> None:
        """Let go of every worker."""
        ...


@contextmanager
def opened(search: Search) -> Generator[Session]:
    """Rebuild a search from its ledger and keep every other driver out for as long as the block runs.

    Args:
        search: to carry on.

    Yields:
        The session.

    Raises:
        BusyError: another driver is at work here.
        IntegrityError: the ledger is damaged.
    """
    plan = plan_of(search.params.experiment, search.trials)
    with lock(search.workspace.searches / "busy"):
        make_directory(search.directory)
        objectives = max(1, len(search.config.objectives))
        suggester = Suggester(search.space, search.config.sampler, objectives, search.params.experiment.seed)

        def ended(trial: int) -> None:
            for repeat in range(plan.seeds):
                remove(trial_directory(search.directory, trial, repeat) / "checkpoints")

        upstream = Sharing(search.space).upstream
        yield Session(Ledger(search.ledger), plan, suggester, search.key, ended=ended, upstream=upstream)


def look_at(search: Search) -> SearchState:
    """Return where a search stands, without carrying it on; one that runs is not disturbed.

    Args:
        search: to look at.

    Raises:
        ConfigError: it has not begun.
        IntegrityError: its ledger is damaged.
    """
    if not search.ledger.exists():
        what = "there is no search for what params.yaml and the installed code say now"
        raise ConfigError(Problem(what, where=str(search.workspace.searches), command="unrolled search"))
    return folded(Ledger(search.ledger).read(), search.config.seeds, str(search.ledger))


def read_trial(search: Search, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of a trial in the shape of params.yaml, and what it was measured at.

    Args:
        search: that it belongs to.
        number: of the trial.

    Raises:
        ConfigError: there is no such trial, or it was not trained to its end.
    """
    state = look_at(search)
    if number >= len(state.trials) or state.trials[number].state != "complete":
        what = f"trial {number} is not among the complete trials of this search"
        raise ConfigError(Problem(what, where=str(search.ledger), command="search/trials.csv"))
    trial = state.trials[number]
    return search.space.vary({}, trial.values), figures(state, trial)["best"]


def drive(search: Search, session: Session, executor: Executor, watch: Callable[[], None]) -> None:
    """Run a search to its end; at Ctrl-C or SIGTERM leave it so that it can go on.

    Args:
        search: to run.
        session: of this driver.
        executor: that runs its legs.
        watch: called now and then.

    Raises:
        StoppedError: a signal came; what ran has left checkpoints.
    """
    remove_results(search.results)
    with stop_on_signals() as stop:

        def look() -> None:
            if stop.signum is not None and not session.stopping:
                click.echo("stopping: what runs leaves a checkpoint; the same signal again ends it at once", err=True)
            session.stopping = stop.signum is not None
            watch()

        try:
            executor.run(session, watch=look)
            if session.stopping:
                executor.stop(session)
        finally:
            executor.close()
            session.commit()
            write_timings(search.timings, session.state)
    if stop.signum is not None:
        what = "the search was stopped; what ran has left checkpoints"
        raise StoppedError(Problem(what, command="unrolled search --resume"), exit_code=128 + stop.signum)


def conclude(search: Search, session: Session) -> None:
    """Write the results of a search that has finished.

    Args:
        search: that ran.
        session: of this driver.

    Raises:
        SearchError: no trial is complete.
    """
    if best_of(session.state) is None:
        remove_results(search.results)
        raise SearchError(Problem("no trial is complete", where=str(search.ledger), command="docs/search.md"))
    write_results(search.results, session.state, search.space, search.key)
