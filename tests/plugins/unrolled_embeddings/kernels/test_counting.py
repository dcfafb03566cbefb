"""Counts of neighbours against a count by hand.

Shapes: V vocabulary, L slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Ragged
from unrolled.runtime.splits import corpus
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, index, slots
from unrolled_embeddings.counts.cooccurrence_shelf import Shelf
from unrolled_embeddings.counts.counted import CountedConfig
from unrolled_embeddings.kernels.counting import GROUP, Counts

SENTENCE = ["I", "want", "a", "glass", "of", "orange", "juice", "to", "go", "along", "with", "my", "cereal"]
TEXTS = st.lists(st.lists(st.integers(1, 5), max_size=12), min_size=1, max_size=6)


def cooccurrence(sequences: Sequence[Sequence[int]], vocab_size: int, **values: Any) -> Cooccurrence:
    text = corpus([Ragged.of([[2, 3], *sequences])], vocab_size=vocab_size, specials=(0,))
    return Cooccurrence(index(text, vocab_size), CountedConfig.parse(values), Shelf(1))


def dense(parts: Sequence[Counts], vocab_size: int) -> np.ndarray:
    counts_LL = np.zeros((GROUP * len(parts), GROUP * len(parts)), np.float32)
    for group, (starts_R1, columns_C, values_C) in enumerate(parts):
        rows_C = group * GROUP + np.repeat(np.arange(GROUP), np.diff(starts_R1))
        counts_LL[rows_C, columns_C] = values_C
    return counts_LL[np.ix_(slots(vocab_size), slots(vocab_size))]


def counted(sequences: Sequence[Sequence[int]], vocab_size: int = 6, **values: Any) -> np.ndarray:
    found = cooccurrence(sequences, vocab_size, **values)
    return dense([found.count(group) for group in range(found.groups)], vocab_size)


def by_hand(sequences: Sequence[Sequence[int]], window: int, sides: str, weighting: str) -> np.ndarray:
    sums: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for sequence in [[2, 3], *sequences]:
        for place, word in enumerate(sequence):
            for distance, context in enumerate(reversed(sequence[max(0, place - window) : place]), 1):
                weight = Fraction(1, distance if weighting == "harmonic" else 1)
                sums[word, context] += weight
                if sides == "both":
                    sums[context, word] += weight
    counts_VV = np.zeros((6, 6), np.float32)
    for pair, total in sums.items():
        counts_VV[pair] = float(total)
    return counts_VV


@pytest.mark.system("E11")
def test_the_counts_of_the_sentence_of_thirteen_words_are_exact():
    ids = range(2, 2 + len(SENTENCE))
    counts_VV = counted([[], list(ids)], 2 + len(SENTENCE), window=5) - counted([], 2 + len(SENTENCE))
    expected_VV = [[1 / abs(i - j) if 0 < abs(i - j) <= 5 else 0 for j in ids] for i in ids]
    np.testing.assert_array_equal(counts_VV[2:, 2:], np.array(expected_VV, np.float32))
    orange, juice, cereal = (2 + SENTENCE.index(word) for word in ("orange", "juice", "cereal"))
    assert [counts_VV[orange, juice], counts_VV[juice, orange], counts_VV[orange, cereal]] == [1, 1, 0]


@pytest.mark.system("E11")
@given(TEXTS, st.integers(1, 12), st.sampled_from(["harmonic", "flat"]))
def test_counts_are_the_same_from_both_sides_to_the_bit(texts: list[list[int]], window: int, weighting: str):
    counts_VV = counted(texts, window=window, weighting=weighting)
    np.testing.assert_array_equal(counts_VV, counts_VV.T)


@given(TEXTS, st.integers(1, 12), st.sampled_from(["both", "left"]), st.sampled_from(["harmonic", "flat"]))
@settings(max_examples=200)
def test_counts_are_those_by_hand_rounded_once(texts: list[list[int]], window: int, sides: str, weighting: str):
    counts_VV = counted(texts, window=window, sides=sides, weighting=weighting)
    np.testing.assert_array_equal(counts_VV, by_hand(texts, window, sides, weighting))


def test_no_window_reaches_into_another_sequence():
    assert not counted([[4], [5]])[4:, 4:].any()


def test_a_sentence_of_100_000_words_is_counted():
    counts_VV = counted([[4, 5] * 50_000], window=2, weighting="flat")
    assert counts_VV[4:, 4:].tolist() == [[99_998, 99_999], [99_999, 99_998]]


def test_threads_and_groups_change_no_byte():
    generator = np.random.default_rng(1)
    texts = (generator.zipf(1.2, (200, 20)) % 1_500 + 1).tolist()
    found = cooccurrence(texts, 1_501)
    alone = [found.count(group) for group in range(found.groups)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(found.count, range(found.groups)))
    assert [[a.tobytes() for a in part] for part in alone] == [[a.tobytes() for a in part] for part in together]
    assert len(alone) == 3
