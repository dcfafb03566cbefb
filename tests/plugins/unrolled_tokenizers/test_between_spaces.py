"""Files are scanned to what their lines are encoded to."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import ConfigError
from unrolled_tokenizers.word_declarations import WhitespaceConfig, whitespace

LINES = st.lists(st.text(st.sampled_from("abÄé \t\u2003"), max_size=12), min_size=1, max_size=8).filter(
    lambda lines: any(line.split() for line in lines)
)


def scanned(text, **fields):
    tokenizer = whitespace.build(WhitespaceConfig(**fields))
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "text.txt"
        file.write_text(text, encoding="utf-8")
        corpus = tokenizer.scan([file], Path(place) / "scan", threads=1)
        bounds = corpus.offsets_S1.tolist()
        rows = [corpus.ids_N[first:last].tolist() for first, last in pairwise(bounds)]
    return tokenizer, corpus, rows


@given(LINES, st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_file_gives_the_ids_and_the_vocabulary_of_its_lines(lines, lowercase):
    tokenizer, corpus, rows = scanned("\n".join(lines) + "\n", lowercase=lowercase)
    plain = whitespace.build(WhitespaceConfig(lowercase=lowercase)).fit(lines)
    assert tokenizer.state() == plain.state()
    assert rows == [plain.encode(line) for line in lines]
    assert corpus.words == tuple(plain.vocabulary.tokens)


def test_without_a_token_for_unknown_words_rare_ones_are_left_out():
    _, corpus, rows = scanned("a b a\nc a\n", min_count=2, specials=())
    assert corpus.words == ("<pad>", "a")
    assert rows == [[1, 1], [1]]


def test_what_a_scan_cannot_do_is_refused_at_once():
    with pytest.raises(ConfigError, match=r"tokenizer\.order.*\n.*tokenizer\.max_length"):
        scanned("a\n", order="first-seen", max_length=3)
