"""The unigram language model of pieces: whatever is learned is shorter than letters, and the same every time."""

from __future__ import annotations

import math

import pytest

from unrolled.testing.texts import SENTENCES
from unrolled_tokenizers import UnigramConfig, unigram

STEMS = ("lock", "pack", "load", "heat", "tie")
TEXTS = [" ".join(first + stem for first in ("un", "re", "pre") for stem in STEMS)]


def learned(texts, **values):
    return unigram.build(UnigramConfig.parse(values)).fit(texts)


def test_pieces_that_words_share_are_found():
    tokenizer = learned(TEXTS, vocab_size=28)
    longer = [piece for piece, _ in tokenizer.state()["model"]["vocab"] if len(piece) > 1]
    assert longer == ["<unk>", "<bos>", "<eos>", "▁pre", "▁un", "▁re", *sorted(STEMS)]
    assert tokenizer.decode(tokenizer.encode("unload retie")) == "unload retie"
    assert len(tokenizer.encode("unload retie")) == 4


@pytest.mark.parametrize("size", [25, 28, 40])
def test_probabilities_of_pieces_that_all_words_need_add_up_to_one(size):
    scores = [score for _, score in learned(TEXTS, vocab_size=size, specials=["<unk>"]).state()["model"]["vocab"][1:]]
    assert sum(map(math.exp, scores)) == pytest.approx(1, abs=0.2)
    assert scores == sorted(scores, reverse=True)


def test_a_larger_vocabulary_needs_fewer_pieces():
    lengths = [len(learned(SENTENCES * 5, vocab_size=size).encode(" ".join(SENTENCES))) for size in (85, 95, 200)]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == 3


def test_every_letter_that_was_seen_is_a_piece():
    tokenizer = learned(SENTENCES, vocab_size=90)
    assert tokenizer.specials["<unk>"] not in tokenizer.encode("".join(sorted(set("".join(SENTENCES)))))
    assert tokenizer.specials["<unk>"] in tokenizer.encode("ß")
