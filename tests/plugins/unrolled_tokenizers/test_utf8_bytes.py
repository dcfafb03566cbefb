"""Bytes of UTF-8."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Tokenizer
from unrolled_tokenizers import ByteConfig, byte

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


def byte_tokenizer(**values: Any) -> Tokenizer:
    return byte.build(ByteConfig.parse(values))


def test_ids_are_bytes_behind_padding_and_specials():
    assert byte_tokenizer().encode("Aé") == [3 + 0x41, 3 + 0xC3, 3 + 0xA9]
    assert byte_tokenizer(specials=[]).vocab_size == 257


@given(TEXT)
@settings(max_examples=100)
def test_every_text_comes_back_as_it_was(text: str):
    tokenizer = byte_tokenizer(add_bos=True)
    assert tokenizer.decode(tokenizer.encode(text)) == ("<bos>" + text if text else "")


def test_bytes_that_are_no_text_are_shown_as_replacement():
    assert byte_tokenizer().decode([*byte_tokenizer().encode("é")[:1], 2]) == "\ufffd<eos>"


def test_the_bytes_of_a_character_share_its_slice():
    assert byte_tokenizer(add_eos=True).offsets("é!") == [(0, 1), (0, 1), (1, 2), (2, 2)]


def test_tokens_are_put_behind_one_another():
    assert byte_tokenizer().encode(["a", "bc"]) == byte_tokenizer().encode("abc")


def test_half_a_character_is_an_error_that_says_where():
    with pytest.raises(
        DataError, match=r"tokenizer: character 3 of a text, U\+D800 in 'ab.ud800', is a lone surrogate"
    ):
        byte_tokenizer().encode("ab\ud800")
