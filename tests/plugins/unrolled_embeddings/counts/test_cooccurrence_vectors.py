"""What embeddings that learn from counts have in common.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from unrolled import DataError
from unrolled.contracts import Corpus, Ragged
from unrolled.runtime.splits import corpus
from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig, GloveConfig, cooccurrence_svd, glove

BOTH = pytest.mark.parametrize(
    ("component", "config"), [(glove, GloveConfig), (cooccurrence_svd, CooccurrenceSvdConfig)]
)


@BOTH
def test_the_layer_looks_up_what_was_learned(component: Any, config: Any):
    vectors_VE = np.arange(15, dtype=np.float32).reshape(5, 3)
    layer = component.build(config(dim=3), vocab_size=5).module(vectors_VE)
    assert layer(torch.tensor([4, 0])).tolist() == [[12, 13, 14], [0, 0, 0]]


@BOTH
def test_without_learned_vectors_the_layer_is_random_and_small(component: Any, config: Any):
    torch.manual_seed(1)
    layer = component.build(config(dim=3), vocab_size=5).module(None)
    assert layer.weight.shape == (5, 3)
    assert 0 < layer.weight[1:].abs().max() <= 0.5 / 3


def learned(component: Any, text: Corpus, **values: Any) -> np.ndarray:
    config = component.config.parse({"dim": 3, **values})
    made = component.build(config, vocab_size=text.vocab_size).learner(text, seed=1, threads=2)
    for chunk in range(made.chunks):
        made.learn(chunk)
    return made.vectors()


@BOTH
def test_a_text_in_one_line_of_100_000_words_is_learned(component: Any, config: Any):
    line = (np.random.default_rng(1).zipf(1.3, 100_000) % 40 + 2).tolist()
    vectors_VE = learned(component, corpus([Ragged.of([line])], vocab_size=42, specials=(0, 1)))
    assert np.isfinite(vectors_VE).all()
    assert vectors_VE[2:].any(1).all()


@BOTH
def test_a_text_without_a_pair_is_an_error_with_a_way_out(component: Any, config: Any):
    with pytest.raises(DataError, match=r"no pair to learn from; lower tokenizer\.min_count"):
        learned(component, corpus([Ragged.of([[2], [1, 3]])], vocab_size=4, specials=(0, 1)))
