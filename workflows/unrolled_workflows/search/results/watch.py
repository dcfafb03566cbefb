"""What a user sees of a running search: a table on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.results.tables import trial_reason
from unrolled_workflows.search.rules.plan import Plan
from unrolled_workflows.search.rules.winners import best_of

if TYPE_CHECKING:
    from rich.table import Table

_LINE_EVERY = 30.0
_DRAW_EVERY = 0.25
_SHOWN, _FAILED = 12, 3


class Watch:
    """Shows how far a search is; call it whenever something may have changed.

    Args:
        state: of the search.
        plan: its rules.
        stream: to write to.
    """

    def __init__(self, state: SearchState, plan: Plan, stream: TextIO | None = None) -> None:
        self._state, self._plan, self._stream = state, plan, stream or sys.stderr
        self._began = self._shown = time.monotonic()
        self._before = len(state.ended)
        self._live: Any = None

    def __enter__(self) -> Self:
        """Draw the table, where there is a terminal."""
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            # Drawn by this thread alone: another would read the state while it changes.
            self._live = Live(self._table(), console=Console(file=self._stream), auto_refresh=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Draw it for the last time."""
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
            self._live.stop()

    def __call__(self) -> None:
        """Draw the table, or write a line, where one is due."""
        if time.monotonic() - self._shown < (_LINE_EVERY if self._live is None else _DRAW_EVERY):
            return
        self._shown = time.monotonic()
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
        else:
            self._stream.write(self.line() + "\n")
            self._stream.flush()

    def line(self) -> str:
        """Return how far the search is, in one line."""
        state = self._state
        counts = {name: sum(trial.state == name for trial in state.trials) for name in ("complete", "pruned", "failed")}
        told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        running = sum(len(trial.running) for trial in state.open.values())
        parts = [f"search: {len(state.ended)}/{self._plan.trials} trials ended", told, f"{running} running"]
        return ", ".join(part for part in [*parts, self._best(), self._left()] if part)

    def _best(self) -> str:
        best = best_of(self._state)
        if best is None:
            return ""
        shown = [
            f"{name} {value:.4g}"
            for (name, _), value in zip(self._state.objectives, best.measured[max(best.measured)], strict=True)
        ]
        return f"best {', '.join(shown)} (trial {best.number})"

    def _left(self) -> str:
        done = len(self._state.ended) - self._before
        if not done or len(self._state.ended) >= self._plan.trials:
            return ""
        seconds = (time.monotonic() - self._began) / done * (self._plan.trials - len(self._state.ended))
        return f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"  # noqa: PLR2004 - a minute and a half

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(self.line()), title_justify="left", expand=False)
        for head in ("trial", "state", "epochs", *(name for name, _ in self._state.objectives)):
            table.add_column(head)
        table.add_column("values", no_wrap=True, overflow="ellipsis")
        for trial in self._shown_trials():
            table.add_row(*map(Text, self._cells(trial)))
        return table

    def _shown_trials(self) -> list[Trial]:
        """Return those that run, then the best of the others, then those that failed last."""
        state = self._state
        running = [trial for trial in state.open.values() if trial.running][:_SHOWN]
        measured = [trial for trial in state.trials if trial.measured and not trial.running]
        measured.sort(key=lambda trial: (-max(trial.measured), state.oriented(trial.measured[max(trial.measured)])))
        failed = [trial for trial in state.trials if trial.state == "failed" and not trial.measured][-_FAILED:]
        return [*running, *measured[: max(_FAILED, _SHOWN - len(running))], *failed]

    def _cells(self, trial: Trial) -> list[str]:
        epochs = max(trial.measured, default=0)
        values = trial.measured.get(epochs, (None,) * len(self._state.objectives))
        state = trial.state or ("running" if trial.running else "waiting")
        reason = f" ({trial_reason(trial)})" if trial.state == "failed" else ""
        shown = ", ".join(
            f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}"
            for name, value in trial.values.items()
        )
        figures = ["" if value is None else f"{value:.4f}" for value in values]
        return [str(trial.number), state + reason, str(epochs), *figures, shown]
