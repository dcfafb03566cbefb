"""What is put around a text, one by one and for many at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Ragged
from unrolled_tokenizers.bounds import Bounds
from unrolled_tokenizers.text_fields import TextConfig

CONFIGS = st.builds(TextConfig, add_bos=st.booleans(), add_eos=st.booleans(), max_length=st.none() | st.integers(3, 6))


@given(CONFIGS, st.lists(st.lists(st.integers(4, 99), max_size=8), max_size=6))
@settings(max_examples=100)
def test_many_texts_get_what_each_gets_alone(config: TextConfig, texts: list[list[int]]):
    bounds = Bounds(config)
    found = bounds.around_all(Ragged.of(texts))
    expected = Ragged.of([bounds.around(ids[: bounds.room]) for ids in texts])
    assert found.values.tolist() == expected.values.tolist()
    assert found.offsets_S1.tolist() == expected.offsets_S1.tolist()
    assert (found.values.dtype, found.offsets_S1.dtype) == ("int32", "int64")


@given(CONFIGS, st.integers(0, 8))
@settings(max_examples=50)
def test_every_id_has_a_slice(config: TextConfig, length: int):
    bounds = Bounds(config)
    spans = bounds.around_spans([(place, place + 1) for place in range(length)], length)
    assert len(spans) == len(bounds.around(list(range(length))[: bounds.room]))


def test_a_text_without_a_token_stays_empty():
    bounds = Bounds(TextConfig(add_bos=True, add_eos=True))
    assert bounds.around([]) == bounds.around_spans([], 3) == []


@pytest.mark.parametrize(("max_length", "room"), [(None, None), (3, 1)])
def test_bounds_take_room(max_length: int | None, room: int | None):
    assert Bounds(TextConfig(add_bos=True, add_eos=True, max_length=max_length)).room == room
