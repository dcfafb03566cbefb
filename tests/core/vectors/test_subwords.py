"""N-grams and their hashes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled.vectors import Subwords
from unrolled.vectors.subwords import hashes


def fnv(text: str) -> int:
    """The hash of fastText, transcribed: a byte above 127 counts as negative."""
    code = 2_166_136_261
    for byte in text.encode():
        code = (code ^ (byte - 256 if byte > 127 else byte) % 2**32) * 16_777_619 % 2**32
    return code


def test_the_n_grams_of_where_are_those_of_the_paper():
    """Bojanowski et al. (2017), section 3.2: five, from the first mark to the last one."""
    assert list(hashes("where", 3, 3)) == [fnv("<where>"[start : start + 3]) for start in range(5)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), st.integers(1, 4), st.integers(0, 3))
def test_every_n_gram_but_a_mark_alone_is_hashed(word: str, shortest: int, more: int):
    marked = f"<{word}>"
    spans = [(a, b) for a in range(len(marked)) for b in range(a + shortest, min(a + shortest + more, len(marked)) + 1)]
    marks = ((0, 1), (len(marked) - 1, len(marked)))
    assert list(hashes(word, shortest, shortest + more)) == [fnv(marked[a:b]) for a, b in spans if (a, b) not in marks]


def test_a_word_too_short_for_an_n_gram_has_no_vector():
    assert Subwords(np.ones((5, 2), np.float32), 6, 6).vector("abc") is None
