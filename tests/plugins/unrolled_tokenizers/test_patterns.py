"""Tokens by a pattern: white space, a regular expression, whole symbols."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Tokenizer
from unrolled_tokenizers import RegexConfig, SymbolsConfig, WhitespaceConfig, regex, symbols, whitespace


def regexes(**values: Any) -> Tokenizer:
    return regex.build(RegexConfig.parse({"specials": [], "order": "first-seen", **values}))


def events(**values: Any) -> Tokenizer:
    return symbols.build(SymbolsConfig.parse({"specials": [], "order": "first-seen", **values}))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=100)
def test_white_space_is_what_python_splits_at(text: str):
    tokenizer = whitespace.build(WhitespaceConfig()).fit([text, "a"])
    assert tokenizer.split(text) == text.split()
    assert [text[start:end] for start, end in tokenizer.offsets(text)] == text.split()


@pytest.mark.parametrize(
    ("pattern", "tokens"),
    [
        (r"\w+", ["ab", "c", "d1"]),
        (r"[a-z]", ["a", "b", "c", "d"]),
        (r"([a-z])(\d?)", ["a", "b", "c", "d1"]),
        (r"\d*", ["1"]),
    ],
)
def test_every_match_is_a_token_and_an_empty_one_is_none(pattern: str, tokens: list[str]):
    tokenizer = regexes(pattern=pattern).fit(["ab, c d1"])
    assert tokenizer.split("ab, c d1") == tokens
    assert tokenizer.decode(tokenizer.encode("ab, c d1")) == " ".join(tokens)


def test_decoded_matches_stand_apart_by_the_joiner():
    tokenizer = regexes(pattern=".", joiner="").fit(["ab c"])
    assert tokenizer.decode(tokenizer.encode("ab c")) == "ab c"


@pytest.mark.parametrize(("pattern", "shown"), [(r"\d+", r"\\\\d\+"), (r"\b", r"\\\\b"), ("x*", r"x\*")])
def test_a_pattern_that_matches_no_word_is_an_error_that_shows_it(pattern: str, shown: str):
    message = rf"tokenizer: the pattern '{shown}' matches no word in the texts \(an empty match is none\)"
    with pytest.raises(DataError, match=message):
        regexes(pattern=pattern).fit(["no digit"])


def test_a_symbol_is_whole_whatever_it_holds():
    tokenizer = events(separator=", ").fit(["open file, read, Read"])
    assert tokenizer.state() == {"words": ["open file", "read", "Read"]}
    assert tokenizer.decode(tokenizer.encode("Read, open file")) == "Read, open file"


def test_symbols_that_come_apart_already_are_taken_as_they_are():
    assert events(separator=",").fit([["a,b", "c"], ["a,b"]]).encode(["c", "a,b"]) == [2, 1]


@given(st.text(alphabet="a,;", max_size=12), st.sampled_from([",", ",,", ",;"]))
@settings(max_examples=100)
def test_symbols_are_what_stands_between_separators(text: str, separator: str):
    tokenizer = events(separator=separator).fit([text, "a"])
    expected = [symbol for symbol in text.split(separator) if symbol]
    assert tokenizer.split(text) == [text[start:end] for start, end in tokenizer.offsets(text)] == expected


def test_two_separators_in_a_row_hold_no_symbol_between_them():
    assert events(separator="|").fit(["a||b|"]).encode("|a||b") == [1, 2]


def test_a_symbol_that_was_never_seen_is_an_error_where_nothing_stands_for_it():
    with pytest.raises(DataError, match="'crash' is not in the vocabulary"):
        events().fit(["start stop"]).encode("start crash")
