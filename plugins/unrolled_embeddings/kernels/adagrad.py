"""The inner loop of GloVe, compiled by numba at its first call.

For a word w and a context c that were counted X times: minimise f(X) / 2 (w.c + b_w + b_c - log X)^2, by AdaGrad.
A row of a table holds a vector, its bias and a 1 that the other side's bias is multiplied by, then the sums of
their squared gradients. One product of two rows so gives w.c + b_w + b_c.

As in the authors' program, the learning rate is that of the first steps: a step is g / sqrt(1 / rate^2 + sum of g^2).

Shapes: R rows of a group, P numbers of a row without its sums, E embedding, C pairs.

Source: Pennington, Socher & Manning, "GloVe: global vectors for word representation", EMNLP 2014, equation 8;
    Duchi, Hazan & Singer, "Adaptive subgradient methods", JMLR 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import alloca_once_value, for_range_slice, get_or_insert_function
from numba.extending import intrinsic
from numpy.typing import NDArray

from unrolled.prefetching import prefetch
from unrolled_embeddings.kernels.compiled import compiled
from unrolled_embeddings.kernels.lanes import I32, I64, LANES, V, constant, fused, splat, sums

FIXED = np.float32(1e30)
"""Sum of squares of a number that is to stay as it is: steps divided by its root are nought."""
_AHEAD = 12
"""Pairs between bringing rows near and learning from them: rows come from memory in about that time."""
_BYTES = 4
_ALIGNED = _BYTES * LANES
_WIDE = 16
"""Lanes of AVX-512."""
_MASK = ir.IntType(16)


def _load(builder: ir.IRBuilder, row: Any, register: Any) -> Any:
    return builder.load(builder.gep(row, [register]), align=_ALIGNED)


def _store(builder: ir.IRBuilder, value: Any, row: Any, register: Any) -> None:
    builder.store(value, builder.gep(row, [register]), align=_ALIGNED)


def _product(builder: ir.IRBuilder, word: Any, context: Any, registers: Any) -> Any:
    """Return the product of two rows."""
    total = alloca_once_value(builder, constant(0.0))
    with for_range_slice(builder, I64(0), registers, I64(1)) as (k, _loop):
        both = _load(builder, word, k), _load(builder, context, k)
        builder.store(fused(builder, *both, builder.load(total)), total)
    return builder.extract_element(sums(builder, [builder.load(total)]), I32(0))


def _descend(builder: ir.IRBuilder, row: Any, k: Any, at: Any, value: Any, gradient: Any) -> None:
    """Move register k of a row one step of AdaGrad down; its sums of squares are register ``at``."""
    squares = fused(builder, gradient, gradient, _load(builder, row, at))
    _store(builder, squares, row, at)
    _store(builder, fused(builder, builder.fneg(gradient), _inverse_root(builder, squares), value), row, k)


def _inverse_root(builder: ir.IRBuilder, x: Any) -> Any:
    """Return 1 / sqrt(x), from the processor's estimate and a step of Newton's where it has one of 14 bits."""
    if LANES < _WIDE:
        square_root = get_or_insert_function(builder.module, ir.FunctionType(V, [V]), f"llvm.sqrt.v{LANES}f32")
        return builder.fdiv(constant(1.0), builder.call(square_root, [x]))
    kind = ir.FunctionType(V, [V, V, _MASK])
    estimate = get_or_insert_function(builder.module, kind, "llvm.x86.avx512.rsqrt14.ps.512")
    y = builder.call(estimate, [x, constant(0.0), _MASK(-1)])
    miss = fused(builder, builder.fmul(builder.fmul(x, constant(-0.5)), y), y, constant(1.5))
    return builder.fmul(y, miss)


def _learn_pair(_typing: Any, word: Any, context: Any, registers: Any, target: Any, weight: Any) -> Any:  # noqa: ARG001
    """Learn from one pair, whose rows stand at two addresses; return weight x miss^2."""

    def code(_context: Any, builder: ir.IRBuilder, _signature: Any, arguments: Any) -> Any:
        w, c = (builder.inttoptr(address, V.as_pointer()) for address in arguments[:2])
        registers, target, weight = arguments[2:]
        miss = builder.fsub(_product(builder, w, c, registers), target)
        slope = builder.fmul(miss, weight)
        slopes = splat(builder, slope)
        with for_range_slice(builder, I64(0), registers, I64(1)) as (k, _loop):
            w_k, c_k, at = _load(builder, w, k), _load(builder, c, k), builder.add(k, registers)
            _descend(builder, w, k, at, w_k, builder.fmul(slopes, c_k))
            _descend(builder, c, k, at, c_k, builder.fmul(slopes, w_k))
        return builder.fmul(miss, slope)

    f4, i8 = types.float32, types.int64
    return f4(i8, i8, i8, f4, f4), code


_step: Any = intrinsic(_learn_pair)


@compiled
def learn(pairs_C: NDArray[Any], words_R2P: NDArray[np.float32], contexts_R2P: NDArray[np.float32]) -> float:
    """Learn from the pairs of a tile, in their order.

    Args:
        pairs_C: of dtype PAIR.
        words_R2P: rows of the group of words; changed.
        contexts_R2P: rows of the group of contexts; changed.

    Returns:
        The sum of weight x miss^2.
    """
    words, contexts = words_R2P.ctypes.data, contexts_R2P.ctypes.data
    row, registers = 2 * _BYTES * words_R2P.shape[2], words_R2P.shape[2] // LANES
    loss = 0.0
    for n in range(pairs_C.size):
        coming, pair = pairs_C[min(n + _AHEAD, pairs_C.size - 1)], pairs_C[n]
        prefetch(words + row * coming.word, row)
        prefetch(contexts + row * coming.context, row)
        word, context = words + row * pair.word, contexts + row * pair.context
        loss += _step(word, context, registers, pair.target, pair.weight)
    return loss
