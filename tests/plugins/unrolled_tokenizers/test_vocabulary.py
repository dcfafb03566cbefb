"""Which words are learned, and which ids they get."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from unrolled import DataError
from unrolled_tokenizers import WordConfig
from unrolled_tokenizers.vocabulary import Vocabulary, choose

COUNTS = Counter({"c": 2, "a": 1, "d": 3, "b": 2})


def chosen(**values: Any) -> list[str]:
    return choose(COUNTS, WordConfig.parse(values))


def test_frequent_words_come_first_and_ties_as_they_were_first_seen():
    assert chosen() == ["d", "c", "b", "a"]


def test_first_seen_order_is_that_of_the_counts():
    assert chosen(order="first-seen") == ["c", "a", "d", "b"]


def test_rare_words_are_not_learned():
    assert chosen(min_count=2) == ["d", "c", "b"]


@pytest.mark.parametrize(("order", "words"), [("frequency", ["d", "c"]), ("first-seen", ["c", "d"])])
def test_max_size_keeps_the_most_frequent_words_in_either_order(order: str, words: list[str]):
    assert chosen(order=order, max_size=2) == words


def test_specials_and_padding_are_never_learned_as_words():
    counts = Counter({"<unk>": 9, "<pad>": 9, "a": 1})
    assert choose(counts, WordConfig()) == ["a"]


@pytest.mark.parametrize("counts", [Counter(), Counter({"<unk>": 2})])
def test_nothing_to_learn_is_an_error_that_says_so(counts: Counter[str]):
    with pytest.raises(DataError, match="no token to learn"):
        choose(counts, WordConfig())


def test_a_min_count_that_nothing_reaches_is_an_error_that_names_it():
    with pytest.raises(DataError, match=r"none of the 4 tokens occurs 4 times; lower tokenizer\.min_count"):
        chosen(min_count=4)


def test_words_of_too_many_bytes_are_not_learned_but_counted(caplog: pytest.LogCaptureFixture):
    counts = Counter({"abc": 1, "abcd": 2, "é": 1, "éé": 1})
    assert choose(counts, WordConfig(max_word_bytes=3)) == ["abc", "é"]
    assert caplog.messages == ["tokenizer: words of more than 3 bytes, which get no id: 3"]


def test_a_bound_that_no_word_keeps_is_an_error_that_names_it():
    with pytest.raises(DataError, match=r"every token is longer than 2 bytes; raise tokenizer\.max_word_bytes"):
        choose(Counter({"abc": 1}), WordConfig(max_word_bytes=2))


def test_ids_run_from_padding_over_specials_to_words():
    vocabulary = Vocabulary(["<unk>", "<eos>"], ["a", "b"])
    assert vocabulary.tokens == ["<pad>", "<unk>", "<eos>", "a", "b"]
    assert vocabulary.specials == {"<pad>": 0, "<unk>": 1, "<eos>": 2}
    assert len(vocabulary) == 5


def test_a_spelled_out_special_is_that_special_but_padding_is_an_unknown_word():
    vocabulary = Vocabulary(["<unk>", "<eos>"], ["a"])
    assert vocabulary.ids(["a", "<eos>", "<unk>", "<pad>"]) == [3, 2, 1, 1]


def test_an_unknown_word_is_an_error_where_no_special_stands_for_it():
    with pytest.raises(DataError, match="'b' is not in the vocabulary"):
        Vocabulary([], ["a"]).ids(["a", "b"])
