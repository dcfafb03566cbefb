"""Seconds of the main job's stage that learns vectors, on two threads; its text has more than 6.5 million words."""

from __future__ import annotations

import tempfile
from pathlib import Path

from interleaved import seconds_of
from table import Row
from unrolled.contracts import Silent
from unrolled.params import read_params
from unrolled_workflows.execute import execute
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import STAGES
from unrolled_workflows.workspace import Workspace

PARAMS = Path(__file__).parents[1] / "params.yaml"
EPOCHS, THREADS = 3, 2
PASSES = f"{EPOCHS} epochs, {THREADS} threads"
GOAL = 15.0


class _Told(Silent):
    """Notes how much work a stage says that there is."""

    words = 0

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin a piece of work."""
        super().start(what, total, unit)
        self.words = int(total) // EPOCHS


def stage_row() -> Row:
    """Return the seconds of the stage, and of how many words."""
    told = _Told()
    stages = {stage.name: stage for stage in STAGES}
    with tempfile.TemporaryDirectory() as place:
        workspace = Workspace(Path(place))
        workspace.params.write_bytes(PARAMS.read_bytes())
        params = read_params(workspace.params, [f"threads={THREADS}", f"embedding.epochs={EPOCHS}"])
        setting = prepare(params, workspace, told)
        with workspace.claimed():
            for name in ("data", "tokens"):
                execute(stages[name], setting)
            seconds = seconds_of(lambda: execute(stages["embedding"], setting))
    what = f"main job's vectors stage, {told.words / 1e6:.1f} million words, {PASSES}, seconds"
    return Row(what, "-", seconds, GOAL, lower=True)
