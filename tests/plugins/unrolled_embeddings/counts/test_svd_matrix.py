"""Mutual information and products against dense matrices.

Shapes: L slots, K columns of a dense matrix.
"""

from __future__ import annotations

import numpy as np
import pytest

from unrolled_embeddings.counts.svd_matrix import information, product
from unrolled_embeddings.kernels.counting import GROUP, Counts

GROUPS = 2
SIZE = GROUPS * GROUP


def some_counts() -> np.ndarray:
    generator = np.random.default_rng(1)
    return (generator.poisson(0.02, (SIZE, SIZE)) * generator.uniform(0.5, 9, (SIZE, SIZE))).astype(np.float32)


def parts(dense_LL: np.ndarray) -> list[Counts]:
    made = []
    for rows_RL in np.split(dense_LL, GROUPS):
        rows_C, columns_C = rows_RL.nonzero()
        starts_R1 = np.concatenate([[0], np.cumsum(np.bincount(rows_C, minlength=GROUP))])
        made.append(Counts(starts_R1, columns_C.astype(np.int32), rows_RL[rows_C, columns_C]))
    return made


def dense(found: list[Counts]) -> np.ndarray:
    dense_LL = np.zeros((SIZE, SIZE), np.float32)
    for group, (starts_R1, columns_C, values_C) in enumerate(found):
        dense_LL[group * GROUP + np.repeat(np.arange(GROUP), np.diff(starts_R1)), columns_C] = values_C
    return dense_LL


@pytest.mark.parametrize(("shift", "smoothing"), [(1, 1), (1, 0.75), (5, 0.75), (2, 0)])
def test_the_matrix_is_positive_pointwise_mutual_information(shift: float, smoothing: float):
    joint_LL = some_counts().astype(np.float64)
    contexts_L = joint_LL.sum(0) ** smoothing
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio_LL = joint_LL / joint_LL.sum(1, keepdims=True) / (contexts_L / contexts_L.sum()) / shift
        expected_LL = np.maximum(np.log(ratio_LL), 0)
    found = information(parts(some_counts()), shift=shift, smoothing=smoothing)
    np.testing.assert_allclose(dense(found), expected_LL, atol=1e-5)
    assert all((part.values_C > 0).all() for part in found)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_products_are_those_of_the_dense_matrix_whatever_the_threads(transposed: bool, threads: int):
    right_LK = np.random.default_rng(2).standard_normal((SIZE, 5), np.float32)
    found_LK = product(parts(some_counts()), right_LK, threads, transposed=transposed)
    expected_LK = (some_counts().T if transposed else some_counts()) @ right_LK
    np.testing.assert_allclose(found_LK, expected_LK, rtol=1e-4, atol=1e-3)
    assert found_LK.tobytes() == product(parts(some_counts()), right_LK, 1, transposed=transposed).tobytes()
