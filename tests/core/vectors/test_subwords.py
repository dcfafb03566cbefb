"""N-grams and their hashes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled.vectors import Subwords
from unrolled.vectors.subwords import hashes

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def fnv(text: str) -> int:
    """The hash of fastText, transcribed: a byte above 127 counts as negative."""
    code = 2_166_136_261
    for byte in text.encode():
        code = (code ^ (byte - 256 if byte > 127 else byte) % 2**32) * 16_777_619 % 2**32
    return code


def by_hand(word: str, shortest: int, longest: int) -> list[int]:
    marked = f"<{word}>"
    spans = [(a, b) for a in range(len(marked)) for b in range(a + shortest, min(a + longest, len(marked)) + 1)]
    marks = ((0, 1), (len(marked) - 1, len(marked)))
    return [fnv(marked[a:b]) for a, b in spans if (a, b) not in marks]


def test_the_n_grams_of_where_are_those_of_the_paper():
    """Bojanowski et al. (2017), section 3.2: five, from the first mark to the last one."""
    assert hashes(["where"], 3, 3).codes_K.tolist() == [fnv("<where>"[start : start + 3]) for start in range(5)]


@given(st.lists(TEXT, max_size=4), st.integers(1, 4), st.integers(-1, 3))
def test_every_n_gram_of_every_word_but_a_mark_alone_is_hashed(words: list[str], shortest: int, more: int):
    codes_K, starts_V1 = hashes(words, shortest, shortest + more)
    found = [codes_K[a:b].tolist() for a, b in pairwise(starts_V1)]
    assert found == [by_hand(word, shortest, shortest + more) for word in words]


def test_half_a_surrogate_pair_is_hashed_as_it_stands():
    assert len(hashes(["a\ud800"], 3, 6).codes_K) == 3


def test_a_word_too_short_for_an_n_gram_has_no_vector():
    assert Subwords(np.ones((5, 2), np.float32), 6, 6).vector("abc") is None
