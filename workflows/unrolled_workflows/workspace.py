"""The directory that an experiment lives in: where its parameters, outputs and work in progress stand."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from unrolled.durable import lock, write_text


@dataclass(frozen=True, slots=True)
class Workspace:
    """The paths below the directory of one params.yaml.

    Args:
        root: that directory.
    """

    root: Path

    @property
    def params(self) -> Path:
        """The experiment."""
        return self.root / "params.yaml"

    @property
    def lock(self) -> Path:
        """What code each component is."""
        return self.root / "plugins.lock.yaml"

    @property
    def pipeline(self) -> Path:
        """The stages as DVC reads them."""
        return self.root / "dvc.yaml"

    @property
    def runs(self) -> Path:
        """The records of runs: times, hosts, outcomes; no stage's output."""
        return self.root / ".unrolled" / "runs"

    @property
    def searches(self) -> Path:
        """The searches' own files: ledgers, checkpoints, times; no stage's output."""
        return self.root / ".unrolled" / "search"

    def output(self, stage: str) -> Path:
        """Return the directory that a stage's finished output stands in.

        Args:
            stage: its name.
        """
        return self.root / "outputs" / stage

    @property
    def busy(self) -> Path:
        """The lock file of whoever runs stages here: two at once would mix their outputs."""
        return self.root / ".unrolled" / "busy"

    @contextmanager
    def claimed(self) -> Generator[None]:
        """Keep every other process that would run a stage here out for as long as the block runs.

        Raises:
            BusyError: another process is at work here.
        """
        with lock(self.busy):
            self.hide()
            yield

    def hide(self) -> None:
        """Have git ignore all that is no stage's output."""
        ignore = self.busy.with_name(".gitignore")
        if not ignore.exists():
            write_text(ignore, "*\n")

    def key(self, stage: str) -> Path:
        """Return the file that says which key a stage's output has.

        Args:
            stage: its name.
        """
        return self.root / ".unrolled" / "keys" / f"{stage}.json"

    def work(self, stage: str, key: str) -> Path:
        """Return the directory of a stage's work in progress, which outlives a kill.

        Args:
            stage: its name.
            key: digest of all that its output depends on.
        """
        return self.root / ".unrolled" / "work" / f"{stage}-{key[:16]}"
