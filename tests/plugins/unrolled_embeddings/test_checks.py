"""What every learner of vectors checks."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled import Corpus, PluginError
from unrolled.errors import DivergedError
from unrolled_embeddings.checks import check_ids, finished


@pytest.mark.parametrize("index", [-1, 12])
def test_an_id_outside_the_vocabulary_is_the_tokenizers_fault(index: int):
    text = Corpus(np.array([2, index], np.int32), np.array([0, 2]), 12, (0,))
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        check_ids(text, 12)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 2e4, -2e4])
def test_vectors_that_are_not_finite_are_never_returned(value: float):
    vectors_VE = np.ones((3, 2), np.float32)
    vectors_VE[2, 1] = value
    with pytest.raises(DivergedError, match=r"lower embedding\.learning_rate.*unrolled show embedding glove"):
        finished(vectors_VE, "glove")


def test_a_remedy_other_than_the_learning_rate_is_named():
    with pytest.raises(DivergedError, match=r"beyond all measure; raise embedding\.shift"):
        finished(np.full((3, 2), 1e9, np.float32), "cooccurrence-svd", remedy="raise embedding.shift")


def test_padding_has_zeros():
    assert finished(np.ones((3, 2), np.float32), "glove").tolist() == [[0, 0], [1, 1], [1, 1]]
