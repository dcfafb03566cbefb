"""Characters; the lectures' ids."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Tokenizer
from unrolled_tokenizers import CharacterConfig, character


def characters(**values: Any) -> Tokenizer:
    return character.build(CharacterConfig.parse(values))


@pytest.mark.system("T01")
def test_flow_and_wolf_get_the_ids_of_the_lecture():
    tokenizer = characters(specials=[], order="first-seen").fit(["FLOW", "WOLF"])
    assert tokenizer.encode("FLOW") == [1, 2, 3, 4]
    assert tokenizer.encode("WOLF") == [4, 3, 2, 1]
    assert tokenizer.decode([1, 2, 3, 4]) == "FLOW"
    assert tokenizer.decode([4, 3, 2, 1]) == "WOLF"


@pytest.mark.system("T06")
def test_the_short_sentence_has_24_characters_with_its_spaces():
    text = "This is a short sentence"
    assert len(characters().fit([text]).encode(text)) == 24


@given(st.text(min_size=1))
@settings(max_examples=50)
def test_a_text_of_known_characters_comes_back_as_it_was(text: str):
    tokenizer = characters().fit([text])
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_capitals_are_other_characters_unless_lowercase_is_on():
    assert characters().fit(["aA"]).vocab_size == 6
    assert characters(lowercase=True).fit(["aA"]).vocab_size == 5


def test_tokens_are_spelled_with_a_space_between_two_where_the_config_says_so():
    tokenizer = characters(spell=True).fit([["a", "b c"], ["d"]])
    assert tokenizer.decode(tokenizer.encode(["a", "b c"])) == "a b\u00a0c"
    assert tokenizer.encode(["a", "d"]) == tokenizer.encode("a d")
    assert len(characters().fit([["a", "b c"]]).encode(["a", "b c"])) == 2
