"""All ways to cut a word into pieces, against writing them out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tokenizers.lattice import Lattices

WORDS = st.lists(st.text(alphabet="abc", min_size=1, max_size=7), min_size=1, max_size=5)
MORE = st.sets(st.text(alphabet="abc", min_size=2, max_size=4), max_size=6)


def cuts(word: str, pieces: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield every way to cut a word into pieces."""
    if not word:
        yield ()
    for end in range(1, len(word) + 1):
        if word[:end] in pieces:
            yield from ((word[:end], *rest) for rest in cuts(word[end:], pieces))


@given(WORDS, MORE, st.data())
@settings(max_examples=60)
def test_expected_occurrences_are_those_of_all_cuts_by_their_probability(words, more, data):
    pieces = [*"abc", *sorted(more)]
    logs = [data.draw(st.floats(-6, -0.1)) for _ in pieces]
    weights = [data.draw(st.integers(1, 9)) for _ in words]
    left_out = {piece for piece in more if data.draw(st.booleans())}
    logs_P = np.array([-np.inf if piece in left_out else log for piece, log in zip(pieces, logs, strict=True)])
    expected: Counter[str] = Counter()
    for word, weight in zip(words, weights, strict=True):
        shares = {
            cut: math.exp(sum(logs[pieces.index(piece)] for piece in cut)) for cut in cuts(word, set(pieces) - left_out)
        }
        for cut, share in shares.items():
            for piece in cut:
                expected[piece] += weight * share / sum(shares.values())
    found = Lattices(words, pieces).expected(logs_P, np.array(weights, np.float64))
    assert found.tolist() == pytest.approx([expected[piece] for piece in pieces])


@given(WORDS, MORE, st.data())
@settings(max_examples=60)
def test_the_best_split_is_the_best_of_all_cuts_but_the_whole_word(words, more, data):
    pieces = [*"abc", *sorted(more)]
    logs_P = np.array([data.draw(st.floats(-6, -0.1)) for _ in pieces])
    best = [
        max(
            (sum(logs_P[pieces.index(p)] for p in cut) for cut in cuts(word, set(pieces)) if len(cut) > 1), default=None
        )
        for word in words
    ]
    found = Lattices(words, pieces).best_split(logs_P)
    assert found.tolist() == pytest.approx([-math.inf if each is None else each for each in best])
