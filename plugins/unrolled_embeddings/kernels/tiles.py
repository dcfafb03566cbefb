"""The blocks that all the time goes into: a few rows against a few targets.

Shapes: C rows of one table, T rows of the other, the targets; P numbers of a padded row.

A block works on rows where they stand; there are blocks of a few sizes, so that their sums stay in registers.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import alloca_once_value, for_range_slice
from numba.extending import intrinsic

from unrolled_embeddings.kernels.lanes import (
    F32,
    I32,
    I64,
    LANES,
    V,
    constant,
    fused,
    row_pointers,
    shuffle,
    sigmoid,
    splat,
    sums,
)

_ALIGNED = 4 * LANES


def _at(builder: ir.IRBuilder, row: Any, index: Any) -> Any:
    return builder.gep(row, [index])


def _load(builder: ir.IRBuilder, row: Any, index: Any) -> Any:
    return builder.load(_at(builder, row, index), align=_ALIGNED)


def make_slopes(count: int, targets: int) -> Any:
    """Return the block that tells how far each row and target should move toward one another.

    Args:
        count: C.
        targets: T.

    Returns:
        ``slopes(rows, targets, vectors, labels, rates, out)``: from the addresses of C and of T addresses of rows,
        the length of a row in registers, T labels and T learning rates to ``(label - sigmoid(row . target)) * rate``,
        written as (T, C).
    """

    def code(context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        rows, others, vectors, labels, rates, out = arguments
        rows_C, rows_T = row_pointers(builder, rows, count), row_pointers(builder, others, targets)
        cells = [alloca_once_value(builder, constant(0.0)) for _ in range(count * targets)]
        with for_range_slice(builder, I64(0), vectors, I64(1)) as (index, _loop):
            v_C = [_load(builder, row, index) for row in rows_C]
            for t, target in enumerate(rows_T):
                v = _load(builder, target, index)
                for c in range(count):
                    cell = cells[t * count + c]
                    builder.store(fused(builder, v_C[c], v, builder.load(cell)), cell)
        for first in range(0, len(cells), LANES):
            part = cells[first : first + LANES]
            logits = sums(builder, [builder.load(cell) for cell in part])
            of = [min((first + k) // count, targets - 1) for k in range(LANES)]
            label, rate = (_spread(builder, values, targets, of) for values in (labels, rates))
            slope = builder.fmul(builder.fsub(label, sigmoid(builder, logits)), rate)
            _store_first(builder, slope, out, first, len(part))
        return context.get_dummy_value()

    signature = types.void(types.int64, types.int64, types.int64, types.int64, types.int64, types.int64)

    @intrinsic
    def slopes(_typing: Any, rows: Any, others: Any, vectors: Any, labels: Any, rates: Any, out: Any) -> Any:  # noqa: ARG001
        return signature, code

    return slopes


def _spread(builder: ir.IRBuilder, address: Any, size: int, of: list[int]) -> Any:
    """Return a vector whose lane k holds the number ``of[k]`` of an array."""
    kind = ir.VectorType(F32, size)
    values = builder.load(builder.inttoptr(address, kind.as_pointer()), align=4)
    return shuffle(builder, values, values, of)


def _store_first(builder: ir.IRBuilder, value: Any, address: Any, first: int, size: int) -> None:
    """Write the first lanes of a vector behind what stands at an address."""
    kind = ir.VectorType(F32, size)
    part = value if size == LANES else shuffle(builder, value, value, list(range(size)))
    place = builder.inttoptr(builder.add(address, I64(4 * first)), kind.as_pointer())
    builder.store(part, place, align=4)


def make_update(count: int, targets: int) -> Any:
    """Return the block that moves rows and targets by their slopes.

    Rows are written before the next one is read: a word that stands twice in a block loses no update.

    Args:
        count: C.
        targets: T.

    Returns:
        ``update(rows, targets, first, last, slopes)``: the registers from first to last of each row are changed.
    """

    def code(context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        rows, others, start, stop, slopes = arguments
        rows_C, rows_T = row_pointers(builder, rows, count), row_pointers(builder, others, targets)
        table = builder.inttoptr(slopes, F32.as_pointer())
        slope_TC = [
            [splat(builder, builder.load(builder.gep(table, [I32(t * count + c)]))) for c in range(count)]
            for t in range(targets)
        ]
        with for_range_slice(builder, start, stop, I64(1)) as (index, _loop):
            v_T = [_load(builder, target, index) for target in rows_T]
            v_C: list[Any] = []
            for c, row in enumerate(rows_C):
                new = old = _load(builder, row, index)
                for t in range(targets):
                    new = fused(builder, slope_TC[t][c], v_T[t], new)
                builder.store(new, _at(builder, row, index), align=_ALIGNED)
                v_C.append(old)
            for t, target in enumerate(rows_T):
                new = _load(builder, target, index)
                for c in range(count):
                    new = fused(builder, slope_TC[t][c], v_C[c], new)
                builder.store(new, _at(builder, target, index), align=_ALIGNED)
        return context.get_dummy_value()

    signature = types.void(types.int64, types.int64, types.int64, types.int64, types.int64)

    @intrinsic
    def update(_typing: Any, rows: Any, others: Any, start: Any, stop: Any, slopes: Any) -> Any:  # noqa: ARG001
        return signature, code

    return update


def _set_row(_typing: Any, target: Any, source: Any, factor: Any, start: Any, stop: Any) -> Any:  # noqa: ARG001
    """Put a multiple of a row in the place of another, from a register to another."""

    def code(context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        into, what = (builder.inttoptr(address, V.as_pointer()) for address in arguments[:2])
        by = splat(builder, arguments[2])
        with for_range_slice(builder, arguments[3], arguments[4], I64(1)) as (index, _loop):
            builder.store(builder.fmul(by, _load(builder, what, index)), _at(builder, into, index), align=_ALIGNED)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.float32, types.int64, types.int64), code


def _add_row(_typing: Any, target: Any, source: Any, factor: Any, start: Any, stop: Any) -> Any:  # noqa: ARG001
    """Add a multiple of a row to another, from a register to another."""

    def code(context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        into, what = (builder.inttoptr(address, V.as_pointer()) for address in arguments[:2])
        by = splat(builder, arguments[2])
        with for_range_slice(builder, arguments[3], arguments[4], I64(1)) as (index, _loop):
            new = fused(builder, by, _load(builder, what, index), _load(builder, into, index))
            builder.store(new, _at(builder, into, index), align=_ALIGNED)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.float32, types.int64, types.int64), code


def _prefetch(_typing: Any, row: Any, size: Any) -> Any:  # noqa: ARG001
    """Have the bytes of a row brought near, to be written."""

    def code(context: Any, builder: ir.IRBuilder, _: Any, arguments: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [byte, I32, I32, I32])
        function = builder.module.globals.get("llvm.prefetch.p0") or ir.Function(
            builder.module, kind, "llvm.prefetch.p0"
        )
        with for_range_slice(builder, I64(0), arguments[1], I64(64)) as (offset, _loop):
            address = builder.inttoptr(builder.add(arguments[0], offset), byte)
            builder.call(function, [address, I32(1), I32(3), I32(1)])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), code


set_row: Any = intrinsic(_set_row)
add_row: Any = intrinsic(_add_row)
prefetch: Any = intrinsic(_prefetch)
