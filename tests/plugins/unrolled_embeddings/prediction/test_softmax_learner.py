"""Vectors that are learned by the softmax over all words.

Shapes: V vocabulary, L words that occur, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from unrolled import ConfigError, Corpus
from unrolled_embeddings.prediction.predicted import cbow, skip_gram
from unrolled_embeddings.prediction.softmax_learner import SoftmaxLearner


def learner(component: Any = skip_gram, **values: Any) -> SoftmaxLearner:
    ids_N = np.random.default_rng(1).integers(2, 12, 600).astype(np.int32)
    config = component.config.parse({"objective": "softmax", "dim": 30, "sample": 0, **values})
    text = Corpus(ids_N, np.arange(0, 601, 20), 15, (0, 1))
    return component.build(config, vocab_size=15).learner(text, seed=1, threads=1)


def learned(made: SoftmaxLearner) -> bytes:
    for chunk in range(made.chunks):
        made.learn(chunk)
    return made.vectors().tobytes() + made.targets_LE.numpy().tobytes()


@pytest.mark.parametrize("component", [skip_gram, cbow])
def test_torchs_threads_change_no_byte_and_stay_as_they_were(component: Any):
    before, found = torch.get_num_threads(), set()
    for threads in (1, 3):
        torch.set_num_threads(threads)
        found.add(learned(learner(component)))
        assert torch.get_num_threads() == threads
    torch.set_num_threads(before)
    assert len(found) == 1


def test_words_that_never_occur_are_not_chosen_from():
    made = learner()
    learned(made)
    assert made.targets_LE.shape == (10, 30)
    assert (made.targets_LE != 0).any(1).all()


def test_the_likelihood_of_the_text_rises():
    ids_N = np.tile([2, 3, 4, 5], 100).astype(np.int32)
    config = skip_gram.config.parse({"objective": "softmax", "dim": 8, "sample": 0, "window": 1, "epochs": 100})
    text = Corpus(ids_N, np.array([0, 400]), 6, (0, 1))
    made = skip_gram.build(config, vocab_size=6).learner(text, seed=1, threads=1)
    learned(made)
    chances_LL = (made.words_VE[2:] @ made.targets_LE.T).softmax(1)
    neighbours_LL = torch.tensor([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]], dtype=torch.bool)
    assert chances_LL[neighbours_LL].min() > 0.45


def test_more_words_than_it_is_meant_for_are_refused_with_what_they_would_cost():
    ids_N = np.arange(2, 60_002, dtype=np.int32)
    embedding = skip_gram.build(skip_gram.config(objective="softmax"), vocab_size=60_002)
    with pytest.raises(ConfigError) as refused:
        embedding.learner(Corpus(ids_N, np.array([0, 60_000]), 60_002, (0, 1)), seed=1, threads=1)
    assert str(refused.value) == (
        "embedding.objective: a softmax over 60,000 words costs 36 MFLOP a word of the text, 0.0065 PFLOP in all, and "
        "34 MiB a batch; it takes 50,000 at most: raise tokenizer.min_count. Did you mean 'hierarchical-softmax'?"
    )
