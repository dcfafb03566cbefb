"""Byte pairs, WordPiece and unigrams: what is learned, and what the library is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Pieces

from unrolled import DataError
from unrolled.testing.texts import SENTENCES, TEXTS
from unrolled_tokenizers import (
    BytePairConfig,
    UnigramConfig,
    WordPieceConfig,
    byte_pair,
    unigram,
    wordpiece,
)

LEARNERS = {
    "byte-pair": (byte_pair, BytePairConfig),
    "wordpiece": (wordpiece, WordPieceConfig),
    "unigram": (unigram, UnigramConfig),
}
ALL = pytest.mark.parametrize("name", LEARNERS)
LOW = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


def fitted(name: str, texts: Any = TEXTS, **values: Any) -> Any:
    component, config = LEARNERS[name]
    return component.build(config.parse(values)).fit(iter(texts))


def pieces_of(tokenizer: Any, text: str) -> list[str]:
    return [tokenizer.pieces.id_to_token(index - 1) for index in tokenizer.encode(text)]


PROGRAM = """
import hashlib, json, sys
from unrolled.testing.texts import TEXTS
from unrolled_tokenizers import byte_pair, unigram, wordpiece
for component in (byte_pair, wordpiece, unigram):
    tokenizer = component.build(component.config(vocab_size=320)).fit(TEXTS)
    batch = tokenizer.encode_batch(TEXTS * 3)
    known = json.dumps(tokenizer.state()).encode() + batch.values.tobytes() + batch.offsets_S1.tobytes()
    print(component.name, hashlib.sha256(known).hexdigest())
"""


def test_every_process_learns_and_encodes_the_same_with_one_thread_and_with_many():
    found: set[str] = set()
    for parallel in ("false", "true", "true"):
        environment = {**os.environ, "TOKENIZERS_PARALLELISM": parallel, "RAYON_NUM_THREADS": "4"}
        command = [sys.executable, "-c", PROGRAM]
        found.add(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
    (digests,) = found
    assert [line.split()[0] for line in digests.splitlines()] == list(LEARNERS)


@ALL
def test_ids_are_those_of_the_library_plus_one(name: str):
    tokenizer = fitted(name)
    library = Pieces.from_str(json.dumps(tokenizer.state()))
    ids = [[1 + number for number in each.ids] for each in library.encode_batch(SENTENCES)]
    batch = tokenizer.encode_batch(SENTENCES)
    assert batch.values.tolist() == [number for each in ids for number in each]
    assert [tokenizer.encode(text) for text in SENTENCES] == ids


@ALL
def test_the_vocabulary_holds_what_the_config_says_and_no_more(name: str):
    size = {"byte-pair": 300, "wordpiece": 160, "unigram": 105}[name]
    tokenizer = fitted(name, vocab_size=size)
    assert tokenizer.vocab_size == size
    assert tokenizer.specials["<pad>"] == 0
    assert {"<bos>", "<eos>"} < tokenizer.specials.keys()


@ALL
def test_bounds_and_truncation_are_put_around_every_text_that_is_not_empty(name: str):
    tokenizer = fitted(name, add_bos=True, add_eos=True, max_length=4)
    ids = tokenizer.encode("I love deep learning and long sentences")
    assert len(ids) == 4
    assert (ids[0], ids[-1]) == (tokenizer.specials["<bos>"], tokenizer.specials["<eos>"])
    assert tokenizer.encode_batch(["", "I", ""]).offsets_S1.tolist() == [0, 0, len(tokenizer.encode("I")), 3]
    assert tokenizer.offsets("I love")[0] == (0, 0)
    assert tokenizer.offsets("") == []


@ALL
def test_a_special_that_is_spelled_out_is_that_special_and_padding_is_text(name: str):
    tokenizer = fitted(name, ["<pad> <pad> <pad> a <eos>"] * 9)
    assert tokenizer.encode("a<eos>")[-1] == tokenizer.specials["<eos>"]
    assert 0 not in tokenizer.encode("<pad> a <pad>")


@ALL
def test_the_words_of_a_list_are_a_text(name: str):
    tokenizer = fitted(name, [text.split() for text in TEXTS])
    assert tokenizer.state() == fitted(name, [" ".join(text.split()) for text in TEXTS]).state()
    assert tokenizer.encode(["deep", "learning"]) == tokenizer.encode("deep learning")


@ALL
@pytest.mark.parametrize("texts", [[], ["", " \n"], [[], []]])
def test_texts_without_a_word_are_an_error(name: str, texts: Any):
    with pytest.raises(DataError, match="tokenizer: the texts hold no token to learn"):
        fitted(name, texts)


@ALL
def test_a_tokenizer_without_pieces_says_what_to_call(name: str):
    component, config = LEARNERS[name]
    with pytest.raises(RuntimeError, match="call fit or restore first"):
        component.build(config()).encode("a")


@given(TEXT)
@settings(max_examples=100)
def test_byte_pairs_spell_every_text(text: str):
    assert BYTE_PAIRS.decode(BYTE_PAIRS.encode(text)) == text


BYTE_PAIRS = fitted("byte-pair", vocab_size=300)


def test_byte_pairs_are_joined_as_in_the_paper():
    """Sennrich et al. (2016), section 3.2: the first joins of low, lower, newest and widest are es, est and lo."""
    tokenizer = fitted("byte-pair", LOW, vocab_size=262, specials=[])
    assert [tuple(pair) for pair in tokenizer.state()["model"]["merges"]][:5] == [
        ("e", "s"),
        ("es", "t"),
        ("l", "o"),
        ("lo", "w"),
        ("e", "w"),
    ]
    assert pieces_of(tokenizer, "lowest") == ["low", "est"]


def test_inner_word_pieces_start_with_two_hashes_and_capitals_are_lowered():
    tokenizer = fitted("wordpiece", LOW)
    assert pieces_of(tokenizer, "Lowest") == ["low", "##est"]
    assert tokenizer.decode(tokenizer.encode("Lowest")) == "lowest"
    assert pieces_of(tokenizer, "zebra low") == ["<unk>", "low"]


def test_rare_pairs_are_not_joined():
    assert "widest" not in fitted("wordpiece", LOW, min_count=4).pieces.get_vocab()
    assert "widest" in fitted("wordpiece", LOW, min_count=3).pieces.get_vocab()


@pytest.mark.parametrize("name", ["wordpiece", "unigram"])
def test_an_alphabet_larger_than_the_vocabulary_is_an_error(name: str):
    with pytest.raises(DataError, match=r"vocab_size 20 is smaller than padding, the specials and the alphabet"):
        fitted(name, vocab_size=20)


@ALL
def test_capitals_are_other_letters_unless_lowercase_is_on(name: str):
    assert fitted(name, lowercase=True).encode("LOVE") == fitted(name, lowercase=True).encode("love")
    assert fitted(name, lowercase=False).encode("LOVE") != fitted(name, lowercase=False).encode("love")
