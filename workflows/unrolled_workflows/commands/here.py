"""What the commands find in the directory they run in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from unrolled.errors import DataError, Problem
from unrolled.params import Params, read_params
from unrolled_workflows.load import LoadedRun
from unrolled_workflows.workspace import Workspace


def workspace_here() -> Workspace:
    """Return the workspace of the current directory."""
    return Workspace(Path.cwd())


def params_here(overrides: Sequence[str] = ()) -> Params:
    """Read the params.yaml of the current directory.

    Args:
        overrides: ``KEY=VALUE`` texts.
    """
    return read_params(workspace_here().params, overrides)


def texts_or_lines(texts: Sequence[str]) -> list[str]:
    """Return the texts given on the command line, or the lines of standard input where there are none.

    Args:
        texts: arguments of the command.

    Raises:
        DataError: a line is not UTF-8.
    """
    return list(texts) or [_decoded(line, number) for number, line in enumerate(sys.stdin.buffer, 1)]


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 at byte {error.start} of the line (0x{line[error.start]:02x})"
        raise DataError(Problem(what, where=f"standard input:{number}")) from error


def verdict(run: LoadedRun) -> str:
    """Return the scores on the test split, the monitored one beside the majority class, and where the report stands.

    Args:
        run: that has finished.
    """
    line = f"test {run.monitor} {run.metrics['test'][run.monitor]:.4f}"
    if "majority_class" in run.metrics:
        line += f" (majority class {run.metrics['majority_class']['test']:.4f})"
    others = [f"{name} {value:.4g}" for name, value in run.metrics["test"].items() if name != run.monitor]
    line += f"\nbesides {', '.join(others)}" if others else ""
    return f"{line}\nreport {run.report.relative_to(run.workspace.root)}"
