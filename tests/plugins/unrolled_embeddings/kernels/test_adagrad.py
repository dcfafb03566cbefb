"""The compiled loop against autograd and torch's AdaGrad on the objective as the paper writes it.

Shapes: R rows of a group, P numbers of a padded row, E embedding, C pairs.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.adagrad import FIXED, learn
from unrolled_embeddings.kernels.pairs import PAIR

PLACES, RATE = 6, 0.05
ONE_PAIR = [(0, 0, 1.5, 0.3)]
PAIRS = st.tuples(st.integers(0, PLACES - 1), st.integers(0, PLACES - 1), st.floats(-2, 5), st.floats(0, 1))


def objective(words_RE, biases_R, contexts_RE, other_biases_R, pairs_C: np.ndarray) -> torch.Tensor:
    """Half the weighted sum of (w.c + b_w + b_c - log X)^2 over all pairs."""
    word_C, context_C = (torch.tensor(pairs_C[name].astype(np.int64)) for name in ("word", "context"))
    target_C, weight_C = (torch.tensor(pairs_C[name].astype(np.float64)) for name in ("target", "weight"))
    product_C = (words_RE[word_C] * contexts_RE[context_C]).sum(1)
    return (weight_C * (product_C + biases_R[word_C] + other_biases_R[context_C] - target_C) ** 2).sum() / 2


class Sides:
    """The same first values twice: as the loop holds them, and as leaves of autograd."""

    def __init__(self, dim: int) -> None:
        generator = np.random.default_rng(1)
        self.dim, padded = dim, -(-(dim + 2) // 16) * 16
        self.tables, self.leaves = [], []
        for bias, one in ((dim, dim + 1), (dim + 1, dim)):
            table_R2P = torch.zeros(PLACES, 2, padded).numpy()
            table_R2P[:, 0, : dim + 2] = generator.uniform(-1, 1, (PLACES, dim + 2)) / dim**0.5
            table_R2P[:, 1], table_R2P[:, 1, one], table_R2P[:, 0, one] = 1 / RATE**2, FIXED, 1
            self.tables.append(table_R2P)
            vectors_RE, biases_R = table_R2P[:, 0, :dim], table_R2P[:, 0, bias]
            self.leaves += [
                torch.tensor(leaf, dtype=torch.float64, requires_grad=True) for leaf in (vectors_RE, biases_R)
            ]

    def learned(self) -> list[np.ndarray]:
        words_R2P, contexts_R2P = self.tables
        dim = self.dim
        return [words_R2P[:, 0, :dim], words_R2P[:, 0, dim], contexts_R2P[:, 0, :dim], contexts_R2P[:, 0, dim + 1]]


@pytest.mark.system("E11")
@pytest.mark.parametrize("dim", [1, 14, 15, 100, 300])
def test_a_first_small_step_goes_down_the_gradient(dim: int):
    sides, pairs_C = Sides(dim), np.array(ONE_PAIR, PAIR)
    before = [values.copy() for values in sides.learned()]
    loss = objective(*sides.leaves, pairs_C)
    loss.backward()
    assert learn(pairs_C, *sides.tables) / 2 == pytest.approx(loss.item(), rel=1e-4)
    for old, new, leaf in zip(before, sides.learned(), sides.leaves, strict=True):
        np.testing.assert_allclose(new, old - RATE * leaf.grad.numpy(), atol=2e-3 * RATE)


@pytest.mark.system("E11")
@given(st.lists(PAIRS, min_size=1, max_size=30), st.integers(1, 300))
@settings(max_examples=40)
def test_the_loop_is_adagrad_on_the_objective_pair_by_pair(pairs: list[tuple[int, int, float, float]], dim: int):
    sides, pairs_C = Sides(dim), np.array(pairs, PAIR)
    optimizer = torch.optim.Adagrad(sides.leaves, lr=1, initial_accumulator_value=1 / RATE**2, eps=0)
    for n in range(len(pairs_C)):
        optimizer.zero_grad()
        objective(*sides.leaves, pairs_C[n : n + 1]).backward()
        optimizer.step()
    learn(pairs_C, *sides.tables)
    for new, leaf in zip(sides.learned(), sides.leaves, strict=True):
        np.testing.assert_allclose(new, leaf.detach(), atol=2e-5)


def test_the_ones_that_carry_biases_and_the_padding_never_move():
    sides = Sides(3)
    learn(np.array([(0, 0, 9, 1), (1, 0, 9, 1)] * 500, PAIR), *sides.tables)
    for table_R2P, one in zip(sides.tables, (4, 3), strict=True):
        assert (table_R2P[:, 0, one] == 1).all()
        assert not table_R2P[:, 0, 5:].any()


def test_a_pair_without_weight_changes_nothing():
    sides = Sides(3)
    before = [table.tobytes() for table in sides.tables]
    assert learn(np.array([(0, 1, 2, 0)], PAIR), *sides.tables) == 0
    assert [table.tobytes() for table in sides.tables] == before
