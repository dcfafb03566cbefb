"""White space in UTF-8, against Python's."""

from __future__ import annotations

import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tokenizers.scan.white_space import PADDING, gap, last_gap_end


def padded(data: bytes) -> np.ndarray:
    return np.frombuffer(data + bytes(PADDING), np.uint8)


def test_a_gap_is_the_white_space_of_unicode_and_no_other_character():
    points = [point for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    data = [chr(point).encode() for point in points]
    text, place, found = padded(b"".join(data)), 0, set[int]()
    for point, character in zip(points, data, strict=True):
        width = gap(text, place)
        assert width in (0, len(character))
        found |= {point} if width else set()
        place += len(character)
    assert found == {point for point in points if chr(point).isspace()}


@given(st.text(st.sampled_from("aé漢\n \xa0\u2003\u3000"), max_size=12), st.data())
def test_the_last_gap_ends_where_the_text_behind_it_holds_none(text: str, data: st.DataObject):
    size = data.draw(st.integers(0, len(text.encode())))
    seen = text.encode()[:size].decode(errors="ignore")
    end = max((index + 1 for index, letter in enumerate(seen) if letter.isspace()), default=0)
    assert last_gap_end(padded(text.encode()), size) == len(seen[:end].encode())
