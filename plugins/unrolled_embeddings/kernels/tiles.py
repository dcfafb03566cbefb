"""The blocks that all the time goes into: a few rows against a few targets.

Shapes: C rows of one table, T rows of the other, the targets; P numbers of a padded row.

A block works on rows where they stand; there are blocks of a few sizes, so that their sums stay in registers. Products
and slopes are written in whole registers: what stands behind the last one is overwritten by the next block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llvmlite import ir
from numba.core.cgutils import alloca_once_value, for_range_slice

from unrolled_embeddings.kernels.emitted import WHOLE, emitted
from unrolled_embeddings.kernels.lanes import (
    F32,
    I32,
    I64,
    LANES,
    MANY_REGISTERS,
    V,
    constant,
    fused,
    load_register,
    row_pointers,
    shuffle,
    sigmoid,
    splat,
    store_register,
    sums,
)
from unrolled_embeddings.kernels.notes import SPARE

HEIGHTS = (4, 2, 1) if MANY_REGISTERS else (2, 1)
"""Rows that a block may have."""
WIDTHS = (6, 4, 2)
"""Targets that a block may have."""


def _sized(emit: Callable[..., None]) -> Callable[..., None]:
    """Return the code that chooses by its first two arguments, C and T, among blocks of all sizes.

    Args:
        emit: the code of a block of one size.
    """

    def code(builder: ir.IRBuilder, count: Any, targets: Any, *others: Any) -> None:
        after = builder.append_basic_block("sized")
        choice = builder.switch(builder.add(builder.mul(count, I64(8)), targets), after)
        for height in HEIGHTS:
            for width in WIDTHS:
                block = builder.append_basic_block(f"block_{height}_{width}")
                choice.add_case(I64(8 * height + width), block)
                builder.position_at_end(block)
                emit(builder, height, width, *others)
                builder.branch(after)
        builder.position_at_end(after)

    return code


def _logits(builder: ir.IRBuilder, count: int, targets: int, rows: Any, others: Any, registers: Any, out: Any) -> None:
    """Write the products of C rows and T targets as (T, C)."""
    rows_C, rows_T = row_pointers(builder, rows, count), row_pointers(builder, others, targets)
    cells = [alloca_once_value(builder, constant(0.0)) for _ in range(count * targets)]
    with for_range_slice(builder, I64(0), registers, I64(1)) as (index, _loop):
        v_C = [load_register(builder, row, index) for row in rows_C]
        for t, target in enumerate(rows_T):
            v = load_register(builder, target, index)
            for c in range(count):
                cell = cells[t * count + c]
                builder.store(fused(builder, v_C[c], v, builder.load(cell)), cell)
    for first in range(0, len(cells), LANES):
        part = sums(builder, [builder.load(cell) for cell in cells[first : first + LANES]])
        builder.store(part, _place(builder, out, first, V), align=4)


def _slopes(builder: ir.IRBuilder, count: int, targets: int, *arguments: Any) -> None:
    """Write ``(label - sigmoid(logit)) * rate`` for logits in one part, or in two that are some bytes apart."""
    logits, size, parts, labels, rates, out = arguments
    for first in range(0, count * targets, LANES):
        total = alloca_once_value(builder, _numbers(builder, logits, first))
        with builder.if_then(builder.icmp_signed(">", parts, I64(1))):
            second = _numbers(builder, builder.add(logits, size), first)
            builder.store(builder.fadd(builder.load(total), second), total)
        of = [min((first + k) // count, targets - 1) for k in range(LANES)]
        label, rate = (_spread(builder, values, of) for values in (labels, rates))
        slope = builder.fmul(builder.fsub(label, sigmoid(builder, builder.load(total))), rate)
        builder.store(slope, _place(builder, out, first, V), align=4)


def _update(builder: ir.IRBuilder, count: int, targets: int, *arguments: Any) -> None:
    """Move some registers of rows and targets, and the first ones of another part of both, by their slopes.

    Rows are written before the next one is read: a word that stands twice in a block loses no update.
    """
    rows, others, start, stop, far, far_others, far_stop, slopes = arguments
    table = builder.inttoptr(slopes, F32.as_pointer())
    spans = [
        (row_pointers(builder, near, count), row_pointers(builder, beside, targets), first, last)
        for near, beside, first, last in ((rows, others, start, stop), (far, far_others, I64(0), far_stop))
    ]
    # Two rows at a time: with four, their slopes leave no register for the rest, and it takes a sixth longer.
    for first in range(0, count, 2):
        part_C = range(first, min(first + 2, count))
        slope_TC = [
            {c: splat(builder, builder.load(builder.gep(table, [I32(t * count + c)]))) for c in part_C}
            for t in range(targets)
        ]
        for rows_C, rows_T, low, high in spans:
            with for_range_slice(builder, low, high, I64(1)) as (index, _loop):
                _update_register(builder, {c: rows_C[c] for c in part_C}, rows_T, slope_TC, index)


def _update_register(
    builder: ir.IRBuilder, rows_C: Mapping[int, Any], rows_T: Sequence[Any], slope_TC: Sequence[Any], index: Any
) -> None:
    v_T = [load_register(builder, target, index) for target in rows_T]
    v_C: dict[int, Any] = {}
    for c, row in rows_C.items():
        new = v_C[c] = load_register(builder, row, index)
        for v, slope_C in zip(v_T, slope_TC, strict=True):
            new = fused(builder, slope_C[c], v, new)
        store_register(builder, new, row, index)
    for target, slope_C in zip(rows_T, slope_TC, strict=True):
        new = load_register(builder, target, index)
        for c, v in v_C.items():
            new = fused(builder, slope_C[c], v, new)
        store_register(builder, new, target, index)


def _place(builder: ir.IRBuilder, address: Any, first: int, kind: ir.VectorType) -> Any:
    return builder.inttoptr(builder.add(address, I64(4 * first)), kind.as_pointer())


def _numbers(builder: ir.IRBuilder, address: Any, first: int) -> Any:
    return builder.load(_place(builder, address, first, V), align=4)


def _spread(builder: ir.IRBuilder, address: Any, of: list[int]) -> Any:
    """Return a vector whose lane k holds the number ``of[k]`` of an array."""
    values = builder.load(_place(builder, address, 0, ir.VectorType(F32, SPARE)), align=4)
    return shuffle(builder, values, values, of)


_SIZE = {"c": WHOLE, "t": WHOLE}
logits_block = emitted(_sized(_logits), **_SIZE, rows=WHOLE, others=WHOLE, registers=WHOLE, out=WHOLE)
slopes_block = emitted(
    _sized(_slopes), **_SIZE, logits=WHOLE, size=WHOLE, parts=WHOLE, labels=WHOLE, rates=WHOLE, out=WHOLE
)
update_block = emitted(
    _sized(_update),
    **_SIZE,
    rows=WHOLE,
    others=WHOLE,
    start=WHOLE,
    stop=WHOLE,
    far=WHOLE,
    far_others=WHOLE,
    far_stop=WHOLE,
    slopes=WHOLE,
)
