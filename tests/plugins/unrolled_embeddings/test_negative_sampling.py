"""One update against autograd, and which pairs the loop trains.

Shapes: S sequences, V vocabulary, E embedding, K targets.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from unrolled_embeddings.draws import draws
from unrolled_embeddings.negative_sampling import Job, Room, Rule, Weights, _add_noise, train, update

RATE = 1e-4
COUNTS_V = np.array([0, 0, 50, 30, 20, 10, 10, 10])
"""The ids 0 and 1 are specials."""


def objective(word_E: torch.Tensor, targets_KE: torch.Tensor) -> torch.Tensor:
    """-log s(c.w) - sum_n log s(-n.w): the first target is the context word, the others are noise."""
    logits_K = targets_KE @ word_E
    return -logsigmoid(logits_K[0]) - logsigmoid(-logits_K[1:]).sum()


def some_weights(dim: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    return generator.normal(size=dim).astype(np.float32), generator.normal(size=(8, dim)).astype(np.float32)


@pytest.mark.system("E10")
@pytest.mark.parametrize("targets", [[5, 1, 2, 7, 3, 6], [2, 4], [3]])
@pytest.mark.parametrize("dim", [1, 5, 100])
def test_one_update_is_a_step_of_gradient_descent_on_the_objective(targets: list[int], dim: int):
    word_E, contexts_VE = some_weights(dim)
    w_E = torch.tensor(word_E, dtype=torch.float64, requires_grad=True)
    c_VE = torch.tensor(contexts_VE, dtype=torch.float64, requires_grad=True)
    objective(w_E, c_VE[targets]).backward()
    update(word_E, contexts_VE, np.array(targets, np.int32), np.float32(0.025), np.empty(dim, np.float32))
    np.testing.assert_allclose(word_E, (w_E - 0.025 * w_E.grad).detach(), atol=1e-6)
    np.testing.assert_allclose(contexts_VE, (c_VE - 0.025 * c_VE.grad).detach(), atol=1e-6)


@pytest.mark.system("E10")
def test_the_objective_trains_one_true_logit_and_k_false_ones():
    word_E, contexts_VE = map(torch.tensor, some_weights(4))
    labels_K = torch.tensor([1.0, 0, 0, 0])
    loss = binary_cross_entropy_with_logits(contexts_VE[:4] @ word_E, labels_K, reduction="sum")
    torch.testing.assert_close(objective(word_E, contexts_VE[:4]), loss)


def test_logits_beyond_all_bounds_give_a_finite_step():
    word_E = np.full(4, 1e3, np.float32)
    contexts_VE = np.array([[-1e3] * 4, [1e3] * 4], np.float32)
    update(word_E, contexts_VE, np.array([0, 1], np.int32), np.float32(0.5), np.empty(4, np.float32))
    assert word_E.tolist() == [0.0] * 4
    assert contexts_VE.tolist() == [[-500.0] * 4, [500.0] * 4]


def job(**rule: Any) -> Job:
    """Words are one-hot and contexts zero, so that a context's vector tells which words it was trained with."""
    values = {"window": 2, "shrink_windows": False, "negatives": 0, "accidental_hits": False, "rate": RATE}
    made = Rule(**{**values, "total": 1 << 60, **rule})
    size = len(COUNTS_V)
    room = Room(
        kept_N=np.empty(99, np.int32),
        targets_K=np.zeros(1 + made.negatives, np.int32),
        gradient_E=np.empty(size, np.float32),
        random_1=np.array([3], np.uint64),
    )
    start = Weights(np.eye(size, dtype=np.float32), np.zeros((size, size), np.float32))
    return Job(start, draws(COUNTS_V, sample=0, noise_power=1), made, room)


def trained(sequences: list[list[int]], **rule: Any) -> np.ndarray:
    """How often each context (row) was trained with each word (column), in steps of the first learning rate."""
    offsets_S1 = np.cumsum([0, *map(len, sequences)])
    work = job(**rule)
    train(np.concatenate(sequences).astype(np.int32), offsets_S1, 0, work)
    return work.weights.contexts_VE / (RATE / 2)


def pairs(sequences: list[list[int]], **rule: Any) -> set[tuple[int, int]]:
    return {(int(word), int(context)) for context, word in np.argwhere(trained(sequences, **rule) > 0.5)}


@pytest.mark.parametrize("window", [1, 2, 9])
def test_every_word_is_trained_with_the_words_of_its_window_in_its_sequence(window: int):
    sequences = [[2, 3, 4, 5], [6, 7]]
    places = [(word, place, s) for s, sequence in enumerate(sequences) for place, word in enumerate(sequence)]
    expected = {(w, c) for w, p, s in places for c, q, r in places if s == r and 0 < abs(p - q) <= window}
    assert pairs(sequences, window=window) == expected


def test_specials_leave_the_text_before_windows_are_drawn():
    assert pairs([[1, 2, 0, 3, 1, 1, 4]], window=1) == {(2, 3), (3, 2), (3, 4), (4, 3)}


def test_windows_that_shrink_give_each_width_the_same_chance():
    times_VV = trained([[2, 3, 4]] * 3_000, shrink_windows=True)
    assert times_VV[3, 2] == pytest.approx(3_000, rel=0.1)
    assert times_VV[4, 2] == pytest.approx(1_500, rel=0.1)


def test_the_learning_rate_falls_in_a_straight_line_to_nearly_nothing():
    times_VV = trained([[2, 3], [1] * 48, [4, 5], [1] * 46, [6, 7]], total=100)
    assert [times_VV[3, 2], times_VV[5, 4], times_VV[7, 6]] == pytest.approx([1, 0.5, 0.02], rel=1e-3)


@pytest.mark.system("E10")
@pytest.mark.parametrize("accidental_hits", [False, True])
def test_noise_is_never_a_special_and_is_the_context_word_only_where_that_is_allowed(accidental_hits: bool):
    work = job(negatives=1_000, accidental_hits=accidental_hits)
    work.room.targets_K[0] = 2
    size = _add_noise(work.draws, work.rule, work.room)
    drawn = set(work.room.targets_K[1:size].tolist())
    assert drawn == ({2, 3, 4, 5, 6, 7} if accidental_hits else {3, 4, 5, 6, 7})
    assert (size == 1_001) == accidental_hits
