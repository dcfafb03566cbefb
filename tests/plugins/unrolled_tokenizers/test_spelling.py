"""Small letters, a normal form, and the way back to the text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unrolled_tokenizers import CharacterConfig, WhitespaceConfig, character, whitespace
from unrolled_tokenizers.spelling import Spelling

LETTERS = "aEe\u0301\u0327\u0344 Åİ\u212bΣ\u1112\u1161\u11ab각\u0915\u093c\u0958\u09c7\u09be漢\u2000"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=12) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(TEXTS, st.booleans(), st.sampled_from(["none", "NFC"]))
@example("".join(LETTERS), True, "NFC")
@settings(max_examples=300)
def test_a_spelled_text_is_put_together_from_its_origins(text: str, lowercase: bool, normalise: str):
    spelling = Spelling(CharacterConfig.parse({"lowercase": lowercase, "normalise": normalise}))
    spelled, origins = spelling.of(text), spelling.origins(text)
    assert len(origins) == len(spelled)
    assert origins == sorted(origins)
    pieces = dict.fromkeys(origins)
    assert "".join(spelling.of(text[start:end]) for start, end in pieces).casefold() == spelled.casefold()


def test_two_spellings_of_a_letter_are_one_token_in_the_normal_form():
    composed, apart = "caf\u00e9", "cafe\u0301"
    tokenizer = whitespace.build(WhitespaceConfig(normalise="NFC")).fit([composed])
    assert tokenizer.encode(apart) == tokenizer.encode(composed)
    assert tokenizer.offsets(f" {apart} {composed}") == [(1, 6), (7, 11)]


def test_two_spellings_of_a_letter_are_two_tokens_as_they_stand():
    tokenizer = whitespace.build(WhitespaceConfig()).fit(["caf\u00e9 cafe\u0301"])
    assert len(set(tokenizer.encode("caf\u00e9 cafe\u0301"))) == 2


def test_a_pinned_word_stands_in_the_normal_form():
    with pytest.raises(ValueError, match="not in the form NFC"):
        CharacterConfig.parse({"normalise": "NFC", "vocabulary": ["e\u0301"]})
    assert character.build(CharacterConfig.parse({"normalise": "NFC", "vocabulary": ["\u00e9"]})).encode("e\u0301")


def test_tokens_that_come_apart_already_are_spelled_too():
    tokenizer = whitespace.build(WhitespaceConfig(normalise="NFC", lowercase=True)).fit([["\u00c9A"]])
    assert tokenizer.state() == {"words": [unicodedata.normalize("NFC", "éa")]}
