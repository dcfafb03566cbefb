"""Blocks of rows and targets, in every size.

Shapes: C rows, T targets, P numbers of a row.
"""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from unrolled_embeddings.kernels.blocks import move, write_logits, write_slopes
from unrolled_embeddings.kernels.lanes import LANES, ROW_FLOATS
from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.tables import rows


@njit
def _both(at_C, at_T, labels_T, rates_T, slopes, vectors):
    logits = np.zeros_like(slopes)
    write_logits(at_C.ctypes.data, at_C.size, at_T.ctypes.data, at_T.size, vectors, logits.ctypes.data)
    end = write_slopes(
        at_C.size,
        at_T.size,
        logits.ctypes.data,
        0,
        1,
        labels_T.ctypes.data,
        rates_T.ctypes.data,
        slopes.ctypes.data,
    )
    size = (end - slopes.ctypes.data) // 4
    # In two parts, as two threads would.
    for first, last in ((0, vectors // 2), (vectors // 2, vectors)):
        near = (at_C.ctypes.data, at_T.ctypes.data, first, last)
        move(at_C.size, at_T.size, near, (near[0], near[1], 0), slopes.ctypes.data)
    return size


@pytest.mark.parametrize("targets", [2, 4, 6, 8, 10, 22])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 10])
def test_every_size_moves_each_row_by_its_slopes(count, targets):
    generator = np.random.default_rng(count)
    tables = [rows(size, 48) for size in (count, targets)]
    for table in tables:
        table[:] = generator.normal(scale=0.3, size=table.shape)
    x_CP, y_TP = (table.astype(np.float64) for table in tables)
    at_C, at_T = (table.ctypes.data + table.strides[0] * np.arange(len(table)) for table in tables)
    labels_T, rates_T = (generator.random(targets + SPARE).astype(np.float32) for _ in range(2))
    rates_T *= 1e-3
    slopes = np.zeros(count * targets + ROW_FLOATS, np.float32)
    assert _both(at_C, at_T, labels_T, rates_T, slopes, 48 // LANES) == count * targets
    slopes_TC = (labels_T[:targets, None] - 1 / (1 + np.exp(-y_TP @ x_CP.T))) * rates_T[:targets, None]
    np.testing.assert_allclose(tables[0] - x_CP, slopes_TC.T @ y_TP, atol=2e-5)
    np.testing.assert_allclose(tables[1] - y_TP, slopes_TC @ x_CP, atol=2e-5)


@pytest.mark.parametrize("logit", [-1e4, -90.0, -20.0, 0.0, 20.0, 90.0, 1e4])
def test_the_sigmoid_is_exact_far_out_and_near(logit):
    x_CP, y_TP = rows(1, 16), rows(2, 16)
    x_CP[:, 0], y_TP[:, 0] = logit, 1
    slopes, one = np.zeros(2 + ROW_FLOATS, np.float32), np.ones(2 + SPARE, np.float32)
    at_T = y_TP.ctypes.data + y_TP.strides[0] * np.arange(2)
    _both(np.array([x_CP.ctypes.data]), at_T, np.zeros(2 + SPARE, np.float32), one, slopes, 16 // LANES)
    np.testing.assert_allclose(slopes[:2], -1 / (1 + np.exp(-np.float64(max(logit, -700)))), rtol=1e-5, atol=1e-12)
