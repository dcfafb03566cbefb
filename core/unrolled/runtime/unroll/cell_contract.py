"""Whether a cell gives what the contract asks for, seen once, when it is built.

Shapes: B sequences, I input, H hidden.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Cell, State
from unrolled.errors import PluginError, Problem
from unrolled.runtime.unroll.trace import line_of_definition, untouched

_ROWS = 2
_LAWS = "unrolled conform cell NAME"


def check_cell(cell: Any, input_size: int) -> Cell:
    """Return what a builder gave, where it is a cell; one step is tried, which leaves nothing behind.

    Args:
        cell: just built.
        input_size: width of its input, I.

    Raises:
        PluginError: it is no module, lacks a width, or starts or steps with other shapes than the contract names.
    """
    name = type(cell).__name__
    if not isinstance(cell, nn.Module):
        raise PluginError(Problem(f"the builder of a cell gave a {name}, not a torch.nn.Module", command=_LAWS))
    for needed in ("output_size", "initial_state"):
        if not hasattr(cell, needed):
            raise _broken(cell, f"{needed} is not there; every cell has it", type(cell))
    if not isinstance(cell.output_size, int):
        raise _broken(cell, f"output_size is {cell.output_size!r}; it must be the width of y, an int", type(cell))
    made = cast("Cell", cell)
    with untouched(made), torch.random.fork_rng(devices=[]), torch.no_grad():
        _try_out(made, next(cell.parameters(), torch.zeros(())).new_zeros(_ROWS, input_size))
    return made


def _try_out(cell: Cell, x_BI: Tensor) -> None:
    """Look at a cell's first state, and at what it makes of it in one step."""
    state = cell.initial_state(_ROWS)
    if not _is_state(state) or any(part.shape[:1] != (_ROWS,) for part in state):
        what = f"initial_state({_ROWS}) gave {_shown(state)}; it must give a tuple of tensors of {_ROWS} rows"
        raise _broken(cell, what, cell.initial_state)
    if hasattr(cell, "step"):
        wrong = _mistake(cell.step(x_BI, state), (_ROWS, cell.output_size), state)
        if wrong:
            raise _broken(cell, f"step {wrong}", cell.step)


def _broken(cell: Any, what: str, code: Any) -> PluginError:
    return PluginError(Problem(f"{type(cell).__name__}.{what}", where=line_of_definition(code), command=_LAWS))


def _mistake(outcome: Any, y_shape: tuple[int, int], before: State) -> str:
    """Return what is wrong with the outcome of a step, as the rest of a sentence; empty where nothing is."""
    match outcome:
        case (Tensor() as y_BH, after) if isinstance(outcome, tuple) and _is_state(after):
            shapes = [tuple(part.shape) for part in before]
            if y_BH.shape != y_shape:
                return f"gave y as {_shown(y_BH)}; with its output_size it must be of shape {y_shape}"
            if [tuple(part.shape) for part in after] != shapes:
                return f"gave the state {_shown(after)}; it must be of the shapes before the step, {shapes}"
            return ""
        case _:
            return f"gave {_shown(outcome)}; it must give (y, state), a tensor and a tuple of tensors"


def _is_state(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and all(isinstance(part, Tensor) for part in cast("tuple[Any, ...]", value))


def _shown(value: Any) -> str:
    """Return a value as an error shows it: shapes in place of numbers."""
    match value:
        case Tensor():
            return f"a tensor of shape {tuple(value.shape)}"
        case tuple() | list():
            return f"({', '.join(_shown(part) for part in value)})"
        case _:
            return f"a {type(value).__name__}" if value is not None else "None"
