"""Makes the time loop that a backend stands for, or the next best, and says so.

Shapes: N rows, I input.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from torch import Tensor

from unrolled.blame import innermost
from unrolled.contracts import Cell, State
from unrolled.errors import ConfigError, Problem, UnrolledError
from unrolled.runtime.unroll.engine import compile_cell, find_compiled, keep_compiled, kept_at
from unrolled.runtime.unroll.faithful import is_faithful
from unrolled.runtime.unroll.hoisted import hoist_cell
from unrolled.runtime.unroll.loop import Fold, TimeLoop
from unrolled.runtime.unroll.trace import GUIDE, RefusalError, line_of_definition, text_at
from unrolled.sections import Backend, Resolved

_log = logging.getLogger("unrolled")
_MISTAKES = (UnrolledError, NameError, AttributeError, AssertionError, ImportError)
"""What no other time loop would make better."""
HOW = "See: pip install 'unrolled[compiler]'"
"""The next command for who has no compiler."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a time loop shall be.

    Args:
        backend: ``engine`` or ``hoisted``.
        asked: what params.yaml says.
        masked: whether a mask lies on the first state tensor.
        identity: of the cell's code and fields, by which a compiled cell is found again; None: by its trace.
    """

    backend: Resolved
    asked: Backend = "auto"
    masked: bool = False
    identity: str | None = None


def prepare_loop(cell: Cell, x_NI: Tensor, state: State, wanted: Wanted) -> TimeLoop:
    """Return the time loop of a cell.

    Args:
        cell: with a ``step``.
        x_NI: of which width, dtype and device count.
        state: of which shapes count.
        wanted: which loop.

    Raises:
        ConfigError: params.yaml asks for the engine, which cannot do what the step does.
        PluginError: the step needs the values of tensors.
        ResourceError: the compiler or the disk refuses.
    """
    refused: Exception | None = None
    try:
        if wanted.backend == "engine":
            return _compiled(cell, x_NI, state, wanted)
    except _MISTAKES:
        raise
    except Exception as error:
        refused = error
        if wanted.asked == "engine":
            told = _told(cell, error, "is not compiled; the engine cannot compile")
            what = f"{told.where}: {told.what}"
            raise ConfigError(Problem(what, where="unroll.backend", nearest="auto", command=told.command)) from error
    try:
        loop = _faithful(cell, hoist_cell(cell, x_NI, state, masked=wanted.masked), x_NI, wanted)
    except _MISTAKES:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a trace cannot do, the step as it is written can
        say(str(_told(cell, error, "runs step by step as it is written, the slowest way; no time loop can be made of")))
        return Fold()
    if refused:
        say(str(_told(cell, refused, "runs in a Python loop, several times slower; the engine cannot compile")))
    return loop


def _compiled(cell: Cell, x_NI: Tensor, state: State, wanted: Wanted) -> TimeLoop:
    """Return a compiled cell: found where it was kept, else made, checked and kept."""
    path = kept_at(cell, x_NI, state, masked=wanted.masked, identity=wanted.identity) if wanted.identity else None
    if path and (found := find_compiled(path)) and _still_fits(cell, found, x_NI, wanted):
        return found
    compiled = compile_cell(cell, x_NI, state, masked=wanted.masked)
    loop = _faithful(cell, compiled, x_NI, wanted)
    if path:
        keep_compiled(compiled, path)
    return loop


def _still_fits(cell: Cell, found: TimeLoop, x_NI: Tensor, wanted: Wanted) -> bool:
    """Tell whether a copy that was found is of this cell; code that it was made from may lie outside the plugin."""
    try:
        return is_faithful(cell, found, x_NI, masked=wanted.masked)
    except Exception:  # noqa: BLE001 - whatever a copy of another cell does, it is made anew
        return False


def _faithful(cell: Cell, loop: TimeLoop, x_NI: Tensor, wanted: Wanted) -> TimeLoop:
    if is_faithful(cell, loop, x_NI, masked=wanted.masked):
        return loop
    what = "a step whose trace differs from it (torch.no_grad, an autograd.Function or numbers from outside torch?)"
    raise RefusalError(what)


def _told(cell: Cell, error: Exception, sentence: str) -> Problem:
    """Return what could not be done with a step, where, and what to do next; the sentence is finished by the cause."""
    refused = isinstance(error, RefusalError)
    line, command = (error.line, error.command) if refused else (_line_of_step(cell, error), GUIDE)
    cause = str(error).partition("\n")[0]
    if not isinstance(error, NotImplementedError):
        cause = f"{type(error).__name__}: {cause}" if line else f"it ({type(error).__name__}: {cause})"
    what = f"{type(cell).__name__} {sentence} {f'`{text_at(line)}`: ' if line else ''}{cause}"
    return Problem(what, where=line or line_of_definition(cell.step), command=command)


def _line_of_step(cell: Cell, error: Exception) -> str:
    """Return the line of the file of a step in which an error was raised, empty where it was raised elsewhere."""
    file = line_of_definition(cell.step).rpartition(":")[0]
    frame = innermost(error, [Path(file)]) if file else None
    return f"{frame.filename}:{frame.lineno}" if frame else ""


@cache
def say(line: str) -> None:
    """Say a line once a process.

    Args:
        line: to be said.
    """
    _log.warning(line)
