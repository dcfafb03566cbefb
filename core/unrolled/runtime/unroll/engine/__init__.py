"""Cells compiled for this machine: made, kept, found again, run."""

from unrolled.runtime.unroll.engine.compiled import CompiledCell
from unrolled.runtime.unroll.engine.store import compile_cell, find_compiled, keep_compiled, kept_at

__all__ = ["CompiledCell", "compile_cell", "find_compiled", "keep_compiled", "kept_at"]
