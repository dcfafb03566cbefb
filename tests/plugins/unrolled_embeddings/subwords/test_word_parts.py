"""The parts of words.

Shapes: V vocabulary, K parts of all words.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Ragged
from unrolled.runtime.splits import corpus
from unrolled.vectors.subwords import hashes
from unrolled_embeddings.subwords import word_parts as module
from unrolled_embeddings.subwords.subword_declarations import FastTextConfig
from unrolled_embeddings.subwords.word_parts import WordParts, word_parts

UNK = 1


def made(words: list[str], counts: list[int], **values: int) -> WordParts:
    text = corpus([Ragged.of([[2]])], vocab_size=len(words), specials=(UNK,), words=tuple(words))
    return word_parts(text, np.array(counts), FastTextConfig.parse(values))


def rows_of(parts: WordParts, word: int) -> list[int]:
    return parts.parts_K[parts.starts_V1[word] : parts.starts_V1[word + 1]].tolist()


@given(st.lists(st.text("abç", max_size=5), max_size=6), st.integers(1, 9), st.data())
def test_a_word_is_its_own_row_where_it_occurs_and_the_buckets_of_its_n_grams(words, buckets, data):
    counts = data.draw(st.lists(st.integers(0, 2), min_size=len(words), max_size=len(words)))
    parts = made(["", "<unk>", *words], [0, 0, *counts], buckets=buckets)
    for row, (word, count) in enumerate(zip(words, counts, strict=True), 2):
        codes = [code % buckets for code in hashes([word], 3, 6).codes_K]
        found = rows_of(parts, row)
        own = [row] if count or not codes else []
        assert found[: len(own)] == own
        assert [parts.buckets_G[part - len(words) - 2] for part in found[len(own) :]] == codes


def test_padding_and_specials_have_their_own_row_only():
    parts = made(["padding", "<unk>", "word"], [0, 0, 1])
    assert [rows_of(parts, word) for word in (0, UNK)] == [[0], [UNK]]


def test_there_is_a_row_for_each_bucket_in_use_in_the_order_of_the_words_and_for_no_other():
    parts = made(["", "<unk>", "word", "words"], [0, 0, 1, 1])
    codes = hashes(["word", "words"], 3, 6).codes_K % 2_000_000
    assert parts.buckets_G.tolist() == list(dict.fromkeys(codes.tolist()))
    assert set(parts.parts_K.tolist()) == set(range(4 + len(parts.buckets_G)))


def test_parts_do_not_depend_on_how_many_words_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch):
    words, counts = ["", "<unk>", "one", "two", "three"], [0, 0, 1, 1, 1]
    whole = made(words, counts)
    monkeypatch.setattr(module, "_BLOCK", 2)
    assert [part.tolist() for part in made(words, counts)] == [part.tolist() for part in whole]
