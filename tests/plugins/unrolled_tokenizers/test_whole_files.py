"""Files are scanned to what their lines are encoded to."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unrolled import ConfigError, DataError
from unrolled_tokenizers.word_declarations import character, whitespace

LETTERS = ("a", "b", "Ä", "e", "\u0301", "Σ", "İ", "漢", " ", "\t", "\u2003", "long" * 5)
LINES = st.lists(st.lists(st.sampled_from(LETTERS), max_size=9).map("".join), min_size=1, max_size=8)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "lowercase": st.just(True),
        "normalise": st.just("NFC"),
        "min_count": st.integers(1, 3),
        "max_size": st.integers(1, 4),
        "max_word_bytes": st.integers(4, 40),
        "specials": st.sampled_from([["<unk>"], ["<eos>", "<unk>"]]),
    },
)
BOTH = pytest.mark.parametrize("component", [whitespace, character], ids=["whitespace", "character"])


def scanned(component, text: bytes, **fields):
    tokenizer = component.build(component.config.parse(fields))
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "text.txt"
        file.write_bytes(text)
        corpus = tokenizer.scan([file], Path(place) / "scan", threads=1)
        bounds = corpus.offsets_S1.tolist()
        rows = [corpus.ids_N[first:last].tolist() for first, last in pairwise(bounds)]
    return tokenizer, corpus, rows


@BOTH
@given(lines=LINES, fields=FIELDS)
@example(lines=["İ Σ", "aΣ e\u0301"], fields={"lowercase": True, "normalise": "NFC"})
@settings(max_examples=60, deadline=None)
def test_a_file_gives_the_ids_and_the_vocabulary_of_its_lines(component, lines, fields):
    text = "".join(f"{line}\n" for line in lines).encode()
    plain = component.build(component.config.parse(fields))
    try:
        plain.fit(lines)
    except DataError:
        with pytest.raises(DataError):
            scanned(component, text, **fields)
        return
    tokenizer, corpus, rows = scanned(component, text, **fields)
    assert tokenizer.state() == plain.state()
    assert rows == [plain.encode(line) for line in lines]
    assert corpus.words == tuple(plain.vocabulary.tokens)


def test_without_a_token_for_unknown_words_rare_ones_are_left_out():
    _, corpus, rows = scanned(whitespace, b"a b a\nc a\n", min_count=2, specials=[])
    assert corpus.words == ("<pad>", "a")
    assert rows == [[1, 1], [1]]


@BOTH
def test_what_a_scan_cannot_do_is_refused_at_once(component):
    with pytest.raises(ConfigError, match=r"tokenizer\.order.*\n.*tokenizer\.max_length"):
        scanned(component, b"a\n", order="first-seen", max_length=3)


@BOTH
@pytest.mark.parametrize(
    ("invalid", "words", "said"),
    [("replace", ("\ufffd", "a"), "became U+FFFD: 2"), ("skip", ("a",), "were left out: 2")],
)
def test_bytes_that_are_no_text_do_what_the_config_says_and_are_counted(component, invalid, words, said, caplog):
    tokenizer, _, _ = scanned(component, b"\xff \xfe a\n".replace(b" ", b"\n"), invalid=invalid)
    assert sorted(tokenizer.state()["words"]) == sorted(words)
    assert said in caplog.text


@BOTH
def test_bytes_that_are_no_text_end_the_scan_and_the_way_out_is_told(component):
    message = (
        r":2: not valid UTF-8 at byte 2 .*; tokenizer\.invalid may be replace or skip\. See: unrolled show tokenizer"
    )
    with pytest.raises(DataError, match=rf"{message} {component.name}$"):
        scanned(component, b"a\n\xff\n")


def test_words_that_are_too_long_are_counted(caplog):
    _, _, rows = scanned(whitespace, b"abc abcd abc\n", max_word_bytes=3)
    assert rows == [[4, 1, 4]]
    assert "words of more than 3 bytes, which get no id: 1" in caplog.text
