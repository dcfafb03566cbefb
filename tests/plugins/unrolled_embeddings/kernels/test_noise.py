"""Which words stay in a text, and which are noise.

Shapes: V vocabulary, D draws of a noise table.
"""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_embeddings.kernels.noise import keep_words, mixed, noise_table
from unrolled_embeddings.kernels.tables import Text

KEY = np.uint64(5)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_a_noise_table_holds_each_word_as_often_as_its_weight_says(weights):
    weights_V = np.array(weights, float)
    table_D = noise_table(weights_V, np.random.default_rng(0))
    shares_V = np.bincount(table_D, minlength=len(weights)) / len(table_D)
    np.testing.assert_allclose(shares_V, weights_V / weights_V.sum(), atol=2 / len(table_D))
    assert not shares_V[weights_V == 0].any()
    assert len(table_D) & (len(table_D) - 1) == 0


def test_a_large_vocabulary_has_room_for_its_rare_words():
    counts_V = np.maximum(10_000_000 / np.arange(1, 200_001), 5)
    table_D = noise_table(counts_V**0.75, np.random.default_rng(0))
    assert len(np.unique(table_D)) == 200_000


def test_no_rounding_of_sums_gives_a_word_of_weight_zero_a_place():
    weights_V = np.array([*[10.0] * 100, 0])
    assert noise_table(weights_V, np.random.default_rng(0)).max() == 99


def test_a_table_is_made_in_little_more_than_its_own_memory():
    tracemalloc.start()
    try:
        table_D = noise_table(np.ones(1_000), np.random.default_rng(0))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.1 * table_D.nbytes


def kept(sentences, chances, key=KEY):
    offsets = np.cumsum([0, *map(len, sentences)])
    ids = np.array([word for sentence in sentences for word in sentence], np.int32)
    text = Text(*(np.empty(len(ids), np.int32) for _ in range(3)))
    size = keep_words(ids, offsets, (np.array(chances) * 2**32).astype(np.uint64), key, text)
    return [part[:size].tolist() for part in text]


def test_words_of_chance_zero_go_and_bounds_are_those_among_what_stays():
    words, starts, ends = kept([[0, 1, 2], [0], [2, 1]], [0, 1, 1])
    assert (words, starts, ends) == ([1, 2, 2, 1], [0, 0, 2, 2], [2, 2, 4, 4])


@pytest.mark.parametrize("chance", [0.1, 0.7])
def test_words_stay_as_often_as_their_chance_says(chance):
    assert abs(len(kept([[0] * 20_000], [chance])[0]) / 20_000 - chance) < 0.015


def test_what_stays_depends_on_the_place_and_the_key_alone():
    whole = kept([[0] * 100], [0.5])[0]
    assert kept([[0] * 60, [0] * 40], [0.5])[0] == whole
    assert (
        len({mixed(KEY, place) for place in range(1000)} | {mixed(np.uint64(6), place) for place in range(1000)})
        == 2000
    )
