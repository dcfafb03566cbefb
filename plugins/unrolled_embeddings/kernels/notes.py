"""Notes of the rows that a window is made of, eight at a time.

Written out, since a loop over the few words of a window spends more on its checks than on them. What stands behind the
last word is read and written too: arrays that are read or written here end in ``SPARE`` numbers that are not used.

Shapes: C words.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core.cgutils import for_range_slice

from unrolled_embeddings.kernels.emitted import NUMBER, WHOLE, emitted
from unrolled_embeddings.kernels.lanes import F32, I32, I64

SPARE = 8
"""Numbers behind the end of an array that a note may touch."""
_WORDS, _ROWS, _NUMBERS = (ir.VectorType(kind, SPARE) for kind in (I32, I64, F32))


def _all(builder: ir.IRBuilder, kind: ir.VectorType, value: Any) -> Any:
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, I32(0))
    return builder.shuffle_vector(one, one, ir.Constant(_WORDS, [0] * SPARE))


def _behind(builder: ir.IRBuilder, address: Any, start: Any, size: int, kind: ir.VectorType) -> Any:
    """Return a pointer to a vector that begins some values of a size behind an address."""
    return builder.inttoptr(builder.add(address, builder.mul(start, I64(size))), kind.as_pointer())


def _note_rows(builder: ir.IRBuilder, words: Any, count: Any, table: Any, size: Any, out: Any) -> None:
    """Write the addresses of the rows of some words that stand at an address."""
    first, each = _all(builder, _ROWS, table), _all(builder, _ROWS, size)
    with for_range_slice(builder, I64(0), count, I64(SPARE)) as (start, _loop):
        some = builder.load(_behind(builder, words, start, 4, _WORDS), align=4)
        rows = builder.add(first, builder.mul(builder.zext(some, _ROWS), each))
        builder.store(rows, _behind(builder, out, start, 8, _ROWS), align=8)


def _note_rates(builder: ir.IRBuilder, words: Any, count: Any, but: Any, rate: Any, out: Any) -> None:
    """Write a rate for each of some words that stand at an address, and 0 for those that are one certain word."""
    barred, all_rates = _all(builder, _WORDS, builder.trunc(but, I32)), _all(builder, _NUMBERS, rate)
    with for_range_slice(builder, I64(0), count, I64(SPARE)) as (start, _loop):
        some = builder.load(_behind(builder, words, start, 4, _WORDS), align=4)
        none = ir.Constant(_NUMBERS, [0.0] * SPARE)
        rates = builder.select(builder.icmp_signed("==", some, barred), none, all_rates)
        builder.store(rates, _behind(builder, out, start, 4, _NUMBERS), align=4)


note_rows = emitted(_note_rows, words=WHOLE, count=WHOLE, table=WHOLE, size=WHOLE, out=WHOLE)
note_rates = emitted(_note_rates, words=WHOLE, count=WHOLE, but=WHOLE, rate=NUMBER, out=WHOLE)
