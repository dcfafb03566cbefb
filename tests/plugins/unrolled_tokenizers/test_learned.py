"""Fit, encode, decode and state, for words and characters alike."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Tokenizer
from unrolled_tokenizers import CharacterConfig, WordConfig, character, word

WORDS = st.lists(st.sampled_from(["a", "b", "cat", ".", "n't", "1,000"]), min_size=1, max_size=30)


def words(**values: Any) -> Tokenizer:
    return word.build(WordConfig.parse(values))


def characters(**values: Any) -> Tokenizer:
    return character.build(CharacterConfig.parse(values))


@given(WORDS, st.sets(st.integers(1, 29)), st.sampled_from(["frequency", "first-seen"]))
@settings(max_examples=50)
def test_the_vocabulary_is_the_same_however_the_text_is_cut(tokens: list[str], cuts: set[int], order: str):
    bounds = [0, *sorted(cut for cut in cuts if cut < len(tokens)), len(tokens)]
    pieces = [" ".join(tokens[start:end]) for start, end in pairwise(bounds)]
    assert words(order=order).fit(iter(pieces)).state() == words(order=order).fit([" ".join(tokens)]).state()


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=100)
@pytest.mark.parametrize("build", [words, characters])
def test_ids_are_in_the_vocabulary_and_never_padding(build: Any, learned: str, other: str):
    tokenizer = build().fit([learned, "a"])
    assert all(1 <= index < tokenizer.vocab_size for index in tokenizer.encode(other))


@given(st.text(max_size=40))
@settings(max_examples=100)
@pytest.mark.parametrize("build", [words, characters])
def test_a_decoded_text_has_the_ids_that_it_came_from(build: Any, text: str):
    tokenizer = build().fit([text, "a"])
    ids = tokenizer.encode(text)
    assert tokenizer.encode(tokenizer.decode(ids)) == ids


@pytest.mark.parametrize("build", [words, characters])
def test_a_restored_tokenizer_is_the_one_that_gave_the_state(build: Any):
    fitted = build().fit(["It's a cat.", "a dog"])
    restored = build().restore(json.loads(json.dumps(fitted.state())))
    assert restored.encode("a cat, a bird") == fitted.encode("a cat, a bird")
    assert (restored.vocab_size, restored.specials) == (fitted.vocab_size, fitted.specials)


@pytest.mark.parametrize("build", [words, characters])
def test_an_empty_text_has_no_ids_not_even_its_bounds(build: Any):
    assert build(add_bos=True, add_eos=True).fit(["a"]).encode("") == []


def test_bounds_are_put_around_a_text():
    tokenizer = words(add_bos=True, add_eos=True).fit(["a b"])
    assert tokenizer.decode(tokenizer.encode("a b")) == "<bos> a b <eos>"


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"max_length": 3}, "a b c"),
        ({"max_length": 3, "add_eos": True}, "a b <eos>"),
        ({"max_length": 3, "add_bos": True, "add_eos": True}, "<bos> a <eos>"),
    ],
)
def test_truncation_cuts_words_at_the_end_and_keeps_the_bounds(values: Any, kept: str):
    tokenizer = words(**values).fit(["a b c d"])
    assert tokenizer.decode(tokenizer.encode("a b c d")) == kept


@pytest.mark.parametrize("build", [words, characters])
def test_token_lists_are_taken_as_they_are(build: Any):
    tokenizer = build(specials=[], order="first-seen", lowercase=False).fit([["New York", "don't"], ["!"]])
    assert tokenizer.encode(["!", "New York", "don't"]) == [3, 1, 2]


def test_lowercase_applies_to_token_lists():
    assert words().fit([["New", "York"]]).encode(["new", "YORK"]) == [4, 5]


def test_padding_is_dropped_from_a_decoded_text_and_other_specials_are_shown():
    assert words().fit(["a"]).decode([0, 2, 4, 1, 3, 0]) == "<bos> a <unk> <eos>"


def test_a_pinned_vocabulary_needs_no_text():
    assert words(specials=[], vocabulary=["b", "a"]).fit([]).encode("a b") == [2, 1]


def test_fitting_reads_no_text_where_the_vocabulary_is_pinned():
    assert words(vocabulary=["b"]).fit(["a"]).vocab_size == 5


@pytest.mark.parametrize("texts", [[], ["", "  "], [[], []]])
def test_texts_without_a_token_are_an_error(texts: Any):
    with pytest.raises(DataError, match="no token to learn"):
        words().fit(texts)


def test_a_tokenizer_without_a_vocabulary_says_what_to_call():
    with pytest.raises(RuntimeError, match="call fit or restore first"):
        words().encode("a")
