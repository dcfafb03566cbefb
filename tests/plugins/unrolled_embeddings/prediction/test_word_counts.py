"""How often words occur, and what is refused."""

from __future__ import annotations

import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled import DataError, PluginError
from unrolled.contracts import Corpus, Ragged
from unrolled.runtime.splits import corpus
from unrolled_embeddings.prediction.word_counts import word_counts

UNK, FIRST = 1, 2


def text(sequences: list[list[int]]) -> Corpus:
    return corpus([Ragged.of(sequences)], vocab_size=12, specials=(0, UNK))


@given(st.lists(st.lists(st.integers(0, 11), max_size=9), max_size=9))
def test_counts_are_those_of_the_words_that_are_no_specials(sequences: list[list[int]]):
    counter = Counter(word for sequence in [*sequences, [2, 3]] for word in sequence)
    assert word_counts(text([*sequences, [2, 3]]), 12).tolist() == [0, 0, *(counter[word] for word in range(2, 12))]


@pytest.mark.parametrize("sequences", [[], [[]], [[2]], [[2], [3]], [[UNK, 2, 0], [UNK, UNK]]])
def test_a_text_without_a_pair_is_an_error_with_a_way_out(sequences: list[list[int]]):
    with pytest.raises(DataError, match=r"no pair to learn from; lower tokenizer\.min_count.*unrolled set embedding"):
        word_counts(text(sequences), 12)


@pytest.mark.parametrize("wrong", [-1, 12])
def test_an_id_outside_the_vocabulary_is_the_tokenizers_fault(wrong: int):
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        word_counts(text([[2, wrong, 3]]), 12)


def test_counting_takes_no_memory_that_grows_with_the_text():
    long = text(np.full((100, 1_000), FIRST).tolist())
    word_counts(long, 12)
    tracemalloc.start()
    try:
        word_counts(long, 12)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < long.ids_N.nbytes / 10
