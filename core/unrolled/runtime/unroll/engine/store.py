"""Finds a compiled cell again, so that a warm start needs neither a trace nor a compiler.

Shapes: N rows, I input.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from torch import Tensor, nn

from unrolled.contracts import Cell, State
from unrolled.durable import write_json
from unrolled.errors import ConfigError, Problem
from unrolled.machine import cell_directory, compile_library, find_compiler, library_path
from unrolled.runtime.unroll.engine.compiled import CompiledCell, open_compiled
from unrolled.runtime.unroll.engine.plan import Plan, plan_cell


def kept_at(cell: Cell, x_NI: Tensor, state: State, *, masked: bool, identity: str) -> Path:
    """Return the file of a cell with this width and dtype; a step may do other things in training.

    Args:
        cell: with a ``step``.
        x_NI: of which width and dtype count.
        state: of which shapes count.
        masked: whether a mask lies on the first state tensor.
        identity: of the cell's code and fields.
    """
    widths = "-".join("x".join(str(size) for size in part.shape[1:]) for part in state)
    modes = ("masked" if masked else "", "training" if cast("nn.Module", cell).training else "")
    dtype = str(x_NI.dtype).removeprefix("torch.")
    name = "_".join(part for part in (str(x_NI.shape[1]), widths, dtype, *modes) if part)
    return cell_directory(identity) / f"{name}.json"


def find_compiled(path: Path) -> CompiledCell | None:
    """Return a cell that was compiled before, None where it is not there or not whole.

    Args:
        path: where it is kept.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        library = library_path(found["library"])
        return open_compiled(Plan.from_plain(found["plan"]), library) if library.exists() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compile_cell(cell: Cell, x_NI: Tensor, state: State, *, masked: bool) -> CompiledCell:
    """Trace and compile a cell.

    Args:
        cell: with a ``step``.
        x_NI: of which width and dtype count.
        state: of which shapes count.
        masked: whether a mask lies on the first state tensor.

    Raises:
        NotImplementedError: the engine cannot do what the step does; the message names it.
        ConfigError: there is no compiler.
        PluginError: the step decides by the values of tensors.
        ResourceError: the compiler or the disk refuses.
    """
    plan, source = plan_cell(cell, x_NI, state, masked=masked)
    compiler = find_compiler()
    if compiler is None:
        what = "there is no C++ compiler to compile the cell with"
        raise ConfigError(Problem(what, where="unroll.backend", command="pip install 'unrolled[compiler]'"))
    return open_compiled(plan, compile_library(source, compiler))


def keep_compiled(compiled: CompiledCell, path: Path) -> None:
    """Write down how to find a compiled cell again.

    Args:
        compiled: the cell.
        path: where to keep it.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    write_json(path, {"library": compiled.name, "plan": compiled.plan.plain()})
