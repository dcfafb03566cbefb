"""Batches of windows as matrices, against the definition of a window.

Shapes: V vocabulary, W windows.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.rooms import Rule
from unrolled_embeddings.kernels.tables import Text
from unrolled_embeddings.prediction.window_batches import Stretch, batches

SENTENCES = st.lists(st.lists(st.integers(0, 6), max_size=12), min_size=1, max_size=5).filter(any)


def stretch_of(sentences, rates=(1.0, 0.0)):
    ends = np.cumsum([len(sentence) for sentence in sentences])
    bounds = [(end - len(sentence), end) for sentence, end in zip(sentences, ends, strict=True) for _ in sentence]
    words = [word for sentence in sentences for word in sentence]
    text = Text(*(np.array(part, np.int32) for part in (words, *zip(*bounds, strict=True))))
    return Stretch(text, len(words), np.uint64(7), rates)


def rule_of(reach, *, mean=False, shrink=False):
    return Rule(reach, shrink, 0, False, False, mean)


def pairs(sentences, reach):
    """Return (word, its contexts) of each window."""
    return [
        (word, [*sentence[max(0, k - reach) : k], *sentence[k + 1 : k + 1 + reach]])
        for sentence in sentences
        for k, word in enumerate(sentence)
    ]


@given(SENTENCES, st.integers(1, 6), st.integers(1, 9))
@settings(max_examples=60)
def test_skip_gram_has_a_row_a_context_that_meets_each_word_as_often_as_it_stands_near(sentences, reach, windows):
    met_VV, expected_VV = torch.zeros(7, 7), torch.zeros(7, 7)
    for batch in batches(stretch_of(sentences), windows, rule_of(reach)):
        torch.testing.assert_close(batch.rows(torch.eye(7)), torch.eye(7)[batch.contexts_U])
        met_VV[np.ix_(batch.contexts_U, batch.words_C)] += batch.met_RC
    for word, contexts in pairs(sentences, reach):
        for context in contexts:
            expected_VV[context, word] += 1
    torch.testing.assert_close(met_VV, expected_VV)


@given(SENTENCES, st.integers(1, 6), st.integers(1, 9))
@settings(max_examples=60)
def test_cbow_has_a_row_a_window_with_contexts_that_is_their_mean_and_meets_its_word(sentences, reach, windows):
    found = []
    for batch in batches(stretch_of(sentences), windows, rule_of(reach, mean=True)):
        words_R = batch.words_C[batch.met_RC.argmax(1).numpy()]
        found += zip(words_R.tolist(), batch.rows(torch.eye(7)).tolist(), strict=True)
        torch.testing.assert_close(batch.met_RC.sum(1), torch.ones(len(words_R)))
    expected = [(word, contexts) for word, contexts in pairs(sentences, reach) if contexts]
    assert [word for word, _ in found] == [word for word, _ in expected]
    for (_, row), (_, contexts) in zip(found, expected, strict=True):
        np.testing.assert_allclose(row, np.bincount(contexts, minlength=7) / len(contexts), atol=1e-6)


def test_a_context_that_stands_twice_in_a_window_moves_twice_as_far():
    (batch,) = batches(stretch_of([[0, 1, 0]]), 3, rule_of(1, mean=True))
    words_VE, moves_RE = torch.zeros(2, 1), torch.tensor([[0.0], [1.0], [0.0]])
    batch.move(words_VE, moves_RE)
    assert words_VE.tolist() == [[2.0], [0.0]]


def test_the_learning_rate_falls_in_a_straight_line():
    rates = [batch.rate for batch in batches(stretch_of([[0, 1, 2, 3]], (1.0, 0.0)), 1, rule_of(1))]
    assert rates == [1, 0.75, 0.5, 0.25]


def test_batches_have_random_bits_of_their_own():
    bits = {batch.bits for batch in batches(stretch_of([[0, 1] * 50]), 4, rule_of(2))}
    assert len(bits) == 25


@pytest.mark.parametrize("mean", [False, True])
def test_a_text_of_sentences_of_one_word_has_no_batch(mean):
    assert not list(batches(stretch_of([[0], [], [1]]), 2, rule_of(3, mean=mean)))
