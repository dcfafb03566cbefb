"""Which words a text keeps, where the index says they stand, and what is refused.

Shapes: L slots.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled import DataError, PluginError
from unrolled.contracts import Ragged
from unrolled.runtime.splits import corpus
from unrolled_embeddings.cooccurrence import index, slots
from unrolled_embeddings.kernels.counting import GAP, GROUP, Index

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


@pytest.mark.parametrize("sequences", [[], [[]], [[2]], [[2], [3]], [[UNK, 2, 0], [UNK, UNK]]])
def test_a_text_without_a_pair_is_an_error_with_a_way_out(sequences: list[list[int]]):
    with pytest.raises(DataError, match=r"no pair to count; lower tokenizer\.min_count.*unrolled set embedding"):
        indexed(sequences)


@pytest.mark.parametrize("wrong", [-1, 12])
def test_an_id_outside_the_vocabulary_is_the_tokenizers_fault(wrong: int):
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        indexed([[2, wrong, 3]])
