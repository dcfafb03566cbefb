"""The tree of words.

Shapes: V vocabulary.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_embeddings.kernels.paths import huffman

COUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=40).map(np.array)


def steps(paths, word):
    part = slice(paths.starts_V1[word], paths.starts_V1[word + 1])
    return list(zip(paths.nodes_L[part].tolist(), paths.labels_L[part].tolist(), strict=True))


@pytest.mark.system("E09")
@given(COUNTS)
def test_the_leaves_probabilities_sum_to_one_whatever_the_nodes_say(counts_V):
    paths, words = huffman(counts_V), np.flatnonzero(counts_V)
    chance = np.random.default_rng(0).random(max(len(words) - 1, 1))
    leaves = [np.prod([chance[n] if label else 1 - chance[n] for n, label in steps(paths, word)]) for word in words]
    assert len(words) < 2 or abs(sum(leaves) - 1) < 1e-6


@pytest.mark.system("E09")
@given(COUNTS)
def test_no_other_tree_is_visited_less_than_the_entropy_asks_and_a_node_more(counts_V):
    words = np.flatnonzero(counts_V)
    if len(words) < 2:
        return
    lengths, shares = np.diff(huffman(counts_V).starts_V1)[words], counts_V[words] / counts_V.sum()
    entropy = -(shares * np.log2(shares)).sum()
    assert entropy - 1e-9 <= (lengths * shares).sum() < entropy + 1


@pytest.mark.system("E09")
def test_ten_thousand_words_are_visited_in_as_many_nodes_as_the_logarithm_says():
    lengths = np.diff(huffman(np.ones(10_000, np.int64)).starts_V1)
    assert (lengths.min(), lengths.max()) == (13, 14)


def test_words_that_never_occur_have_no_path_and_a_single_word_has_one_node():
    assert np.diff(huffman(np.array([0, 0, 3])).starts_V1).tolist() == [0, 0, 1]


def test_ties_go_to_the_word_with_the_smaller_id():
    paths = huffman(np.array([1, 1, 1]))
    assert [len(steps(paths, word)) for word in range(3)] == [2, 2, 1]
