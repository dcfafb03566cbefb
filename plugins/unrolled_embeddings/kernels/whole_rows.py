"""What is done to whole rows where they stand: sums, a step of all of them, having them brought near.

Shapes: C rows, P numbers of a padded row. Several rows are given by the address where their addresses stand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core.cgutils import alloca_once_value, for_range_slice

from unrolled.prefetching import emit_prefetch
from unrolled_embeddings.kernels.emitted import NUMBER, WHOLE, emitted
from unrolled_embeddings.kernels.lanes import I64, LANES, V, constant, fused, load_register, splat, store_register

_GROUP = 8
"""Registers that are worked on at a time."""


def _pointer(builder: ir.IRBuilder, rows: Any, number: Any) -> Any:
    table = builder.inttoptr(rows, I64.as_pointer())
    return builder.inttoptr(builder.load(builder.gep(table, [number])), V.as_pointer())


def _in_groups(builder: ir.IRBuilder, first: Any, last: Any, emit: Callable[[Any, int], None]) -> None:
    """Emit code for some registers of rows at a time: a loop over rows ends rarely then, and that is guessed wrong.

    Args:
        builder: of the code.
        first: register.
        last: register behind the last one.
        emit: the code, for the first register of a group and the size of the group.
    """
    with for_range_slice(builder, first, last, I64(_GROUP)) as (start, _loop):
        after, whole = (builder.append_basic_block(name) for name in ("after", f"group_{_GROUP}"))
        choice = builder.switch(builder.sub(last, start), whole)
        for size in range(1, _GROUP + 1):
            block = whole
            if size < _GROUP:
                block = builder.append_basic_block(f"group_{size}")
                choice.add_case(I64(size), block)
            builder.position_at_end(block)
            emit(start, size)
            builder.branch(after)
        builder.position_at_end(after)


def _registers(builder: ir.IRBuilder, row: Any, start: Any, size: int) -> list[Any]:
    return [load_register(builder, row, builder.add(start, I64(k))) for k in range(size)]


def _set_mean(
    builder: ir.IRBuilder, target: Any, copy: Any, rows: Any, count: Any, share: Any, first: Any, last: Any
) -> None:
    """Put a share of the sum of rows in the place of two rows, from a register to another."""
    targets = [builder.inttoptr(address, V.as_pointer()) for address in (target, copy)]
    factor = splat(builder, share)

    def group(start: Any, size: int) -> None:
        totals = [alloca_once_value(builder, constant(0.0)) for _ in range(size)]
        with for_range_slice(builder, I64(0), count, I64(1)) as (c, _loop):
            parts = _registers(builder, _pointer(builder, rows, c), start, size)
            for total, part in zip(totals, parts, strict=True):
                builder.store(builder.fadd(builder.load(total), part), total)
        for k, total in enumerate(totals):
            mean = builder.fmul(factor, builder.load(total))
            for row in targets:
                store_register(builder, mean, row, builder.add(start, I64(k)))

    _in_groups(builder, first, last, group)


def _add_step(builder: ir.IRBuilder, rows: Any, count: Any, after: Any, before: Any, first: Any, last: Any) -> None:
    """Move rows as far as one row has moved, from a register to another."""
    pair = [builder.inttoptr(address, V.as_pointer()) for address in (after, before)]

    def group(start: Any, size: int) -> None:
        both = [_registers(builder, row, start, size) for row in pair]
        steps = [builder.fsub(new, old) for new, old in zip(*both, strict=True)]
        with for_range_slice(builder, I64(0), count, I64(1)) as (c, _loop):
            row = _pointer(builder, rows, c)
            parts = _registers(builder, row, start, size)
            for k, (step, part) in enumerate(zip(steps, parts, strict=True)):
                store_register(builder, builder.fadd(step, part), row, builder.add(start, I64(k)))

    _in_groups(builder, first, last, group)


def _prefetch_rows(builder: ir.IRBuilder, rows: Any, count: Any, first: Any, last: Any) -> None:
    """Have rows brought near, from a register to another, to be written."""
    start, end = (builder.mul(register, I64(4 * LANES)) for register in (first, last))
    with for_range_slice(builder, I64(0), count, I64(1)) as (c, _loop):
        row = builder.ptrtoint(_pointer(builder, rows, c), I64)
        emit_prefetch(builder, builder.add(row, start), builder.sub(end, start))


def _set_row(builder: ir.IRBuilder, target: Any, source: Any, factor: Any, first: Any, last: Any) -> None:
    """Put a multiple of a row in the place of another, from a register to another."""
    into, what = (builder.inttoptr(address, V.as_pointer()) for address in (target, source))
    by = splat(builder, factor)
    with for_range_slice(builder, first, last, I64(1)) as (index, _loop):
        store_register(builder, builder.fmul(by, load_register(builder, what, index)), into, index)


def _add_row(builder: ir.IRBuilder, target: Any, source: Any, factor: Any, first: Any, last: Any) -> None:
    """Add a multiple of a row to another, from a register to another."""
    into, what = (builder.inttoptr(address, V.as_pointer()) for address in (target, source))
    by = splat(builder, factor)
    with for_range_slice(builder, first, last, I64(1)) as (index, _loop):
        new = fused(builder, by, load_register(builder, what, index), load_register(builder, into, index))
        store_register(builder, new, into, index)


_SPAN = {"first": WHOLE, "last": WHOLE}
set_mean = emitted(_set_mean, target=WHOLE, copy=WHOLE, rows=WHOLE, count=WHOLE, share=NUMBER, **_SPAN)
add_step = emitted(_add_step, rows=WHOLE, count=WHOLE, after=WHOLE, before=WHOLE, **_SPAN)
prefetch_rows = emitted(_prefetch_rows, rows=WHOLE, count=WHOLE, **_SPAN)
set_row = emitted(_set_row, target=WHOLE, source=WHOLE, factor=NUMBER, **_SPAN)
add_row = emitted(_add_row, target=WHOLE, source=WHOLE, factor=NUMBER, **_SPAN)
