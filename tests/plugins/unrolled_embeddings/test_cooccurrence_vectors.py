"""What embeddings that learn from counts have in common.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from unrolled_embeddings.counted import CooccurrenceSvdConfig, GloveConfig, cooccurrence_svd, glove

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
