"""The softmax over all words, against the plain objective.

Shapes: R rows, L words that occur, V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.rooms import Rule
from unrolled_embeddings.kernels.tables import Text
from unrolled_embeddings.prediction.references import loss_of_choice, mean_row
from unrolled_embeddings.prediction.softmax_products import chances, learn_from_all
from unrolled_embeddings.prediction.window_batches import Stretch, batches

SENTENCE = st.lists(st.integers(0, 8), min_size=2, max_size=20)


@pytest.mark.system("E08")
@given(st.integers(1, 300), st.integers(1, 50), st.floats(0.01, 5))
def test_the_chances_of_all_words_sum_to_one_and_are_those_of_the_formula(dim, words, scale):
    generator = np.random.default_rng(dim)
    rows_RE, targets_LE = (generator.normal(scale=scale / dim**0.5, size=(count, dim)) for count in (4, words))
    chances_RL = chances(torch.tensor(rows_RE), torch.tensor(targets_LE)).numpy()
    np.testing.assert_allclose(chances_RL.sum(1), 1, atol=1e-6)
    powers_RL = np.exp(rows_RE @ targets_LE.T)
    np.testing.assert_allclose(chances_RL, powers_RL / powers_RL.sum(1, keepdims=True), atol=1e-6)


@pytest.mark.system("E08")
@given(SENTENCE, st.integers(1, 5), st.booleans(), st.integers(1, 300))
@settings(max_examples=60)
def test_a_batch_goes_down_the_slope_of_its_loss(sentence, reach, mean, dim):
    size, rate = len(sentence), 0.1
    whole = np.array([0] * size, np.int32), np.array([size] * size, np.int32)
    stretch = Stretch(Text(np.array(sentence, np.int32), *whole), size, np.uint64(7), (rate, rate))
    (batch,) = batches(stretch, size, Rule(reach, False, 0, False, False, mean))
    generator = torch.Generator().manual_seed(dim)
    before = [torch.randn(9, dim, generator=generator, dtype=torch.float64) / dim**0.5 for _ in range(2)]
    both = [table_VE.float() for table_VE in before]
    learn_from_all(*both, batch, batch.words_C)
    leaves = [table_VE.requires_grad_() for table_VE in before]
    loss = torch.zeros((), dtype=torch.float64)
    for k, word in enumerate(sentence):
        rows_RE = leaves[0][[*sentence[max(0, k - reach) : k], *sentence[k + 1 : k + 1 + reach]]]
        loss = loss + loss_of_choice(mean_row(rows_RE) if mean else rows_RE, leaves[1], word)
    for found_VE, was_VE, slope_VE in zip(both, leaves, torch.autograd.grad(loss, leaves), strict=True):
        torch.testing.assert_close(found_VE.double(), (was_VE - rate * slope_VE).detach(), atol=1e-5, rtol=1e-5)
