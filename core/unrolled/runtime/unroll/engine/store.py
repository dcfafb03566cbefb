"""Finds a compiled cell again, so that a warm start needs neither a trace nor a compiler.

Shapes: N rows, I input.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from torch import Tensor

from unrolled.contracts import Cell, State
from unrolled.durable import write_json
from unrolled.machine import cell_directory, compile_library, compiler_stamp, find_compiler, find_library
from unrolled.runtime.unroll.engine.compiled import CompiledCell, open_compiled
from unrolled.runtime.unroll.engine.plan import Plan, plan_cell
from unrolled.runtime.unroll.trace import baked_in


def kept_at(cell: Cell, x_NI: Tensor, state: State, *, masked: bool, identity: str) -> Path:
    """Return the file of a cell with this width and dtype, and with all else that a trace takes over as it is.

    Args:
        cell: with a ``step``.
        x_NI: of which width and dtype count.
        state: of which shapes count.
        masked: whether a mask lies on the first state tensor.
        identity: of the cell's code and fields.
    """
    known = [x_NI.shape[1], x_NI.dtype, masked, baked_in(cell), *((part.shape[1:], part.dtype) for part in state)]
    return cell_directory(identity) / f"{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}.json"


def find_compiled(path: Path) -> CompiledCell | None:
    """Return a cell that was compiled before, None where it is not there or not whole.

    Args:
        path: where it is kept.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["compiler"] != compiler_stamp() and find_compiler() is not None:
            return None
        library = find_library(found["library"])
        return open_compiled(Plan.from_plain(found["plan"]), library) if library else None
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
        NotImplementedError: the engine cannot do what the step does, or there is no compiler; the message says it.
        PluginError: the step decides by the values of tensors.
        ResourceError: the compiler or the disk refuses.
    """
    compiler = find_compiler()
    if compiler is None:
        named = os.environ.get("CXX")
        why = f"CXX names '{named}', which is no program" if named else "there is no C++ compiler"
        raise NotImplementedError(f"anything: {why}, and there is no copy that was compiled before")
    plan, source = plan_cell(cell, x_NI, state, masked=masked)
    return open_compiled(plan, compile_library(source, compiler))


def keep_compiled(compiled: CompiledCell, path: Path) -> None:
    """Write down how to find a compiled cell again.

    Args:
        compiled: the cell.
        path: where to keep it.

    Raises:
        ResourceError: the disk is full or refuses.
    """
    write_json(path, {"compiler": compiler_stamp(), "library": compiled.name, "plan": compiled.plan.plain()})
