"""Which words a text keeps, where the index says they stand, and what is refused.

Shapes: L slots.
"""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Ragged
from unrolled.errors import ResourceError
from unrolled.runtime.splits import corpus
from unrolled.runtime.vectors import VectorLearner
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, index, slots
from unrolled_embeddings.counts.cooccurrence_shelf import GIB, Shelf
from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig, CountedConfig, GloveConfig
from unrolled_embeddings.counts.glove_vectors import GloveLearner
from unrolled_embeddings.counts.svd_vectors import SvdLearner
from unrolled_embeddings.kernels.counting import GROUP
from unrolled_embeddings.kernels.places import GAP, Index

UNK, FIRST = 1, 2


def indexed(sequences: list[list[int]], vocab_size: int = 12) -> Index:
    return index(corpus([Ragged.of(sequences)], vocab_size=vocab_size, specials=(0, UNK)), vocab_size)


@given(st.integers(1, 3 * GROUP))
def test_every_word_has_a_slot_of_its_own_in_groups_of_like_size(vocab_size: int):
    slots_V = slots(vocab_size)
    sizes = np.bincount(slots_V // GROUP)
    assert len(set(slots_V.tolist())) == vocab_size
    assert len(sizes) == -(-vocab_size // GROUP)
    assert sizes.max() <= min(GROUP, sizes.min() + 1)


def test_words_of_neighbouring_ids_come_into_different_groups():
    assert (slots(3 * GROUP)[:4] // GROUP).tolist() == [0, 1, 2, 0]


def test_specials_leave_the_text_and_gaps_stand_around_sequences():
    text_M = indexed([[2, UNK, 3], [], [0, 4]]).text_M
    assert text_M.tolist() == [GAP, 2, 3, GAP, GAP, 4, GAP]


@given(st.lists(st.lists(st.integers(FIRST, 11), max_size=9), max_size=9))
def test_the_index_names_every_place_of_a_word_in_order(sequences: list[list[int]]):
    made = indexed([*sequences, [2, 3]])
    for slot in range(GROUP):
        places = made.places_N[made.starts_L1[slot] : made.starts_L1[slot + 1]]
        assert places.tolist() == np.flatnonzero(made.text_M == slot).tolist()


def test_a_text_without_a_pair_is_refused_before_it_is_indexed():
    with pytest.raises(DataError, match="no pair to learn from"):
        indexed([[UNK, 2, 0], [3]])


def frequent(memory: float) -> Cooccurrence:
    """Return what counts a text of so few words that a group's counts are as many as there can be."""
    words = np.random.default_rng(1).integers(FIRST, 1_400, (300, 200)).tolist()
    text = corpus([Ragged.of(words)], vocab_size=1_400, specials=(0, UNK))
    return Cooccurrence(index(text, 1_400), CountedConfig(window=10), Shelf(memory))


def test_a_budget_below_one_group_is_an_error_before_anything_is_counted():
    with pytest.raises(ResourceError, match=r"raise embedding\.memory"):
        frequent(1e-3).each(lambda *_: pytest.fail("counted"), 1)


def test_groups_come_in_order_however_many_threads_count():
    assert frequent(1).each(lambda group, _: group, 4) == [0, 1, 2]


@pytest.mark.parametrize("make", [GloveLearner, SvdLearner])
def test_what_is_counted_at_once_and_what_is_kept_stay_within_the_budget(make: Any, monkeypatch: pytest.MonkeyPatch):
    budget, config = 0.012, GloveConfig() if make is GloveLearner else CooccurrenceSvdConfig()
    found = frequent(budget)
    monkeypatch.setattr(VectorLearner, "register_buffer", lambda *_: None)  # vectors are no counts
    make(config, found, seed=1, threads=8)  # compiled
    tracemalloc.start()
    try:
        learner = make(config, frequent(budget), seed=1, threads=8)
        del learner
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < budget * GIB
