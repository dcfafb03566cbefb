"""Shows how far a piece of work is: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from unrolled.contracts import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_LINE_EVERY = 30.0
_DRAW_EVERY = 0.1


def show_progress(stream: TextIO | None = None) -> Progress:
    """Return what suits a stream: a bar where it is a terminal, lines where it is not.

    Args:
        stream: to write to; standard error where none is given.
    """
    target = stream or sys.stderr
    return ProgressBar(target) if target.isatty() else ProgressLines(target)


class ProgressLines:
    """One line every 30 seconds, with rate and time left.

    Args:
        stream: to write to.
        clock: seconds from any start, for ever growing.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._what, self._unit = "", ""
        self._total = self._done = 0.0
        self._began = self._shown = 0.0

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin a piece of work.

        Args:
            what: its name, as the user reads it.
            total: amount of work, in ``unit``.
            unit: plural noun: steps, words, examples.
        """
        self._what, self._total, self._unit, self._done = what, total, unit, 0.0
        self._began = self._shown = self._clock()

    def advance(self, amount: float, **figures: float) -> None:
        """Report work done since the last report.

        Args:
            amount: in the unit named at the start.
            **figures: latest values to show.
        """
        self._done += amount
        now = self._clock()
        if now - self._shown >= _LINE_EVERY:
            self._shown = now
            self._stream.write(self._line(self._done / (now - self._began), figures) + "\n")
            self._stream.flush()

    def stop(self) -> None:
        """End the piece of work."""

    def _line(self, rate: float, figures: dict[str, float]) -> str:
        left = max(self._total - self._done, 0) / rate if rate else 0.0
        shown = "".join(f", {name} {value:.4g}" for name, value in figures.items())
        share = self._done / self._total if self._total else 1.0
        amount = f"{self._done:,.0f}/{self._total:,.0f} {self._unit} ({share:.0%})"
        return f"{self._what}: {amount}, {rate:,.1f} {self._unit}/s, {left:.0f} s left{shown}"


class ProgressBar:
    """A bar with rate and time left; rich is imported when the first piece of work starts.

    Args:
        stream: a terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._pending = self._drawn = 0.0

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin a piece of work.

        Args:
            what: its name, as the user reads it.
            total: amount of work, in ``unit``.
            unit: plural noun: steps, words, examples.
        """
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        rate = TextColumn("{task.fields[unit]} {task.fields[rate]}/s")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
        self._bar = RichProgress(*columns, TextColumn("{task.fields[figures]}"), console=Console(file=self._stream))
        self._task = self._bar.add_task(what, total=total, unit=unit, rate="-", figures="")
        self._bar.start()

    def advance(self, amount: float, **figures: float) -> None:
        """Report work done since the last report.

        Args:
            amount: in the unit named at the start.
            **figures: latest values to show.
        """
        self._pending += amount
        now = time.monotonic()
        if self._bar is None or self._task is None or now - self._drawn < _DRAW_EVERY:
            return
        speed = self._bar.tasks[0].speed
        shown = " ".join(f"{name} {value:.4g}" for name, value in figures.items())
        self._bar.update(self._task, advance=self._pending, figures=shown, rate=f"{speed:,.0f}" if speed else "-")
        self._pending, self._drawn = 0.0, now

    def stop(self) -> None:
        """End the piece of work."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=self._pending)
            self._bar.stop()
        self._bar, self._task, self._pending = None, None, 0.0
