"""Vectors of the processor's widest register, written as LLVM instructions.

Numba alone makes scalar code of the loops that matter here: it does not keep a block of sums in registers, and its
``exp`` is a call. Written out, the block of ``tiles`` reaches a good third of what the core can multiply and add;
benchmarks/vectors.py has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core.cgutils import get_or_insert_function

_FEATURES = llvm.get_host_cpu_features()
LANES = 16 if _FEATURES.get("avx512f") else 8 if _FEATURES.get("avx2") else 4
"""Numbers of float32 in a register."""
MANY_REGISTERS = LANES != 8 and bool(_FEATURES.get("avx512f") or _FEATURES.get("neon"))
"""Whether there are 32 registers, and not 16."""
ROW_FLOATS = 16
"""Rows of a table are padded to whole cache lines of this many numbers."""

I32, I64, F32 = ir.IntType(32), ir.IntType(64), ir.FloatType()
V = ir.VectorType(F32, LANES)
_VI = ir.VectorType(I32, LANES)
_LARGEST = 30.0
"""Beyond it the sigmoid is 0 or 1 to the last bit but a few."""
_LOG2_E, _LN_2 = 1.4426950408889634, 0.6931471805599453
_EXP = (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
"""(e^r - 1 - r) / r^2 as a polynomial on [-ln 2 / 2, ln 2 / 2], highest power first. Source: Moshier, Cephes, expf."""


def constant(value: float) -> ir.Constant:
    """Return a vector that holds one number in all lanes.

    Args:
        value: the number.
    """
    return ir.Constant(V, [value] * LANES)


def splat(builder: ir.IRBuilder, value: Any) -> Any:
    """Return a vector that holds a scalar in all lanes.

    Args:
        builder: of the code.
        value: a float32.
    """
    first = builder.insert_element(ir.Constant(V, ir.Undefined), value, I32(0))
    return shuffle(builder, first, first, [0] * LANES)


def shuffle(builder: ir.IRBuilder, a: Any, b: Any, lanes: Sequence[int]) -> Any:
    """Return lanes picked from two vectors.

    Args:
        builder: of the code.
        a: the first vector.
        b: the second one.
        lanes: numbers of the lanes, those of b behind those of a.
    """
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(I32, len(lanes)), list(lanes)))


def fused(builder: ir.IRBuilder, a: Any, b: Any, c: Any) -> Any:
    """Return a b + c, rounded once.

    Args:
        builder: of the code.
        a: vector.
        b: vector.
        c: vector.
    """
    return _call(builder, "fma", a, b, c)


def row_pointers(builder: ir.IRBuilder, addresses: Any, count: int) -> list[Any]:
    """Return pointers to rows.

    Args:
        builder: of the code.
        addresses: where their addresses stand.
        count: of the rows.
    """
    table = builder.inttoptr(addresses, I64.as_pointer())
    return [builder.inttoptr(builder.load(builder.gep(table, [I32(k)])), V.as_pointer()) for k in range(count)]


def load_register(builder: ir.IRBuilder, row: Any, index: Any) -> Any:
    """Return a register of a row.

    Args:
        builder: of the code.
        row: pointer to it.
        index: of the register.
    """
    return builder.load(builder.gep(row, [index]), align=4 * LANES)


def store_register(builder: ir.IRBuilder, value: Any, row: Any, index: Any) -> None:
    """Write a register of a row.

    Args:
        builder: of the code.
        value: vector.
        row: pointer to it.
        index: of the register.
    """
    builder.store(value, builder.gep(row, [index]), align=4 * LANES)


def sums(builder: ir.IRBuilder, vectors: Sequence[Any]) -> Any:
    """Return a vector whose lane k is the sum of all lanes of the k-th vector.

    Args:
        builder: of the code.
        vectors: as many as there are lanes, or fewer.
    """
    level: list[Any] = [*vectors, *[None] * (LANES - len(vectors))]
    half = LANES // 2
    while half:
        # What comes from the second half of the list goes to the upper half of each block of lanes.
        level = [_folded(builder, a, b, half) for a, b in zip(level[:half], level[half:], strict=True)]
        half //= 2
    return level[0]


def _folded(builder: ir.IRBuilder, a: Any, b: Any, half: int) -> Any:
    """Add the halves of each block of lanes, those of a to the lower half of it and those of b to the upper one."""
    if a is None:
        return None
    b = constant(0.0) if b is None else b
    lower = [lane % (2 * half) < half for lane in range(LANES)]
    # Half of the lanes stay where they are: picking them is cheaper than moving them.
    kept = [lane if low else LANES + lane for lane, low in enumerate(lower)]
    moved = [lane + half if low else LANES + lane - half for lane, low in enumerate(lower)]
    return builder.fadd(shuffle(builder, a, b, kept), shuffle(builder, a, b, moved))


def sigmoid(builder: ir.IRBuilder, x: Any) -> Any:
    """Return 1 / (1 + e^-x) in all lanes; NaN stays NaN.

    Args:
        builder: of the code.
        x: vector.
    """
    bounded = _call(builder, "maximum", _call(builder, "minimum", x, constant(_LARGEST)), constant(-_LARGEST))
    scaled = builder.fmul(bounded, constant(-_LOG2_E))
    whole = _call(builder, "rint", scaled)
    rest = builder.fmul(builder.fsub(scaled, whole), constant(_LN_2))
    series = constant(_EXP[0])
    for coefficient in _EXP[1:]:
        series = fused(builder, series, rest, constant(coefficient))
    series = fused(builder, builder.fmul(rest, rest), series, builder.fadd(rest, constant(1.0)))
    exponent = builder.shl(builder.add(builder.fptosi(whole, _VI), ir.Constant(_VI, [127] * LANES)), _shift())
    power = builder.fmul(series, builder.bitcast(exponent, V))
    return builder.fdiv(constant(1.0), builder.fadd(power, constant(1.0)))


def _shift() -> ir.Constant:
    return ir.Constant(_VI, [23] * LANES)


def _call(builder: ir.IRBuilder, name: str, *operands: Any) -> Any:
    kind = ir.FunctionType(V, [V] * len(operands))
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f32"), operands)
