"""The trackers of a run: told what happens, and never in its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from unrolled.contracts import Run, Tracker
from unrolled.params import Selected


class Trackers:
    """Mirrors metrics to every tracker; one that raises is named once and left out from then on.

    Args:
        selected: name to component, as ``track`` has them.
        run: that starts.
    """

    def __init__(self, selected: Mapping[str, Selected], run: Run) -> None:
        self._selected = selected
        self._live: dict[str, Tracker] = {}
        for name, chosen in selected.items():
            self._guard(name, lambda name=name, chosen=chosen: self._start(name, chosen, run))

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Mirror metrics.

        Args:
            metrics: name to value.
            step: optimiser steps taken.
        """
        for name, tracker in list(self._live.items()):
            self._guard(name, lambda tracker=tracker: tracker.log(metrics, step))

    def finish(self, outcome: str) -> None:
        """End every record.

        Args:
            outcome: done, failed, diverged or stopped.
        """
        for name, tracker in list(self._live.items()):
            self._guard(name, lambda tracker=tracker: tracker.finish(outcome))

    def _start(self, name: str, chosen: Selected, run: Run) -> None:
        self._live[name] = chosen.build(run=run)

    def _guard(self, name: str, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever a stranger's tracker raises, the run goes on
            self._live.pop(name, None)
            source = self._selected[name].located.source
            click.echo(f"warning: tracker {name} ({source}) raised {type(error).__name__}: {error}", err=True)
