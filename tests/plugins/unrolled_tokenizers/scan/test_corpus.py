"""The scan against a few lines of Python that do the same."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled_tokenizers.scan.corpus import scan
from unrolled_tokenizers.scan.rule import PADDING, Rule, Scanned

PIECES = (
    *(
        b"a",
        b"B",
        b"the",
        b"the",
        b"0123456",
        b"01234567",
        b"0123456789abcdef",
        b"0123456789abcdefg",
        b"x" * 40,
        b"y" * 255,
        b"\0",
    ),
    *(b" ", b" ", b"\n", b"\r\n", b"\t", b"\x1c", b"\x1b", b"<unk>", b"<pad>", b"<eos>"),
    *(
        text.encode()
        for text in ("É", "e\u0301", "ΑΣ", "Σ", "İ", "\u212a", "я", "漢字", "😀", "\u0301", "\ufeff", "\ufffd")
    ),
    *(text.encode() for text in ("\x85", "\xa0", "\u1680", "\u2003", "\u200b", "\u2028", "\u202f", "\u205f", "\u3000")),
)
BROKEN = (b"\xff", b"\xc2", b"\xe2\x80", b"\xe2", b"\x80", b"\xf0\x9f", b"\xed\xa0\x80", b"\xc0\x80")
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join), min_size=1, max_size=3)
BYTES = st.lists(st.lists(st.sampled_from((*PIECES, *BROKEN)) | st.binary(max_size=3), max_size=60).map(b"".join))
NUMBERS = st.lists(st.integers(0, 900), min_size=1, max_size=1500)
RULES = st.builds(
    Rule,
    lowercase=st.booleans(),
    normalise=st.sampled_from(["none", "NFC"]),
    min_count=st.integers(1, 3),
    max_size=st.none() | st.integers(1, 5),
    specials=st.sampled_from([(), ("<unk>",), ("<eos>", "<unk>")]),
)
MEMORY = st.sampled_from([1, 1 << 15, 1 << 30])


def run(texts: Sequence[bytes], rule: Rule, **options: Any) -> Scanned:
    with TemporaryDirectory() as place:
        paths = [Path(place) / f"{index}.txt" for index in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text)
        found = scan(paths, rule, Path(place) / "out", **options)
        ids, offsets = np.array(found.ids_N), np.array(found.offsets_S1)
    return Scanned(ids, offsets, found.words, found.counts_W, found.specials, found.too_long, found.invalid)


def tokens(text: bytes, rule: Rule) -> list[list[str]]:
    errors = {"strict": "strict", "replace": "replace", "skip": "ignore"}[rule.invalid]
    lines = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    read = [line.decode(errors=errors) for line in (lines if lines[-1] else lines[:-1])]
    read = [line.lower() for line in read] if rule.lowercase else read
    read = [unicodedata.normalize("NFC", line) for line in read] if rule.normalise == "NFC" else read
    return [line.split() if rule.unit == "word" else list(line) for line in read]


def by_python(texts: Sequence[bytes], rule: Rule) -> tuple[list[list[int]], list[str], list[int]]:
    lines = [line for text in texts for line in tokens(text, rule)]
    counts = Counter(token for line in lines for token in line)
    learned = [word for word, count in counts.items() if count >= rule.min_count]
    learned = [word for word in learned if word not in (PADDING, *rule.specials)]
    words = sorted(learned, key=lambda word: -counts[word])[: rule.max_size]
    ids = {word: index for index, word in enumerate((*rule.specials, *words), start=1)}
    numbered = [[ids.get(token, ids.get("<unk>", 0)) for token in line] for line in lines]
    return [[index for index in line if index] for line in numbered], words, [counts[word] for word in words]


def as_lists(found: Scanned) -> tuple[list[list[int]], list[str], list[int]]:
    bounds = found.offsets_S1.tolist()
    lines = [found.ids_N[start:end].tolist() for start, end in pairwise(bounds)]
    return lines, found.words, found.counts_W.tolist()


def check(texts: Sequence[bytes], rule: Rule, **options: Any) -> None:
    expected = by_python(texts, rule)
    if expected[1]:
        assert as_lists(run(texts, rule, **options)) == expected
    else:
        with pytest.raises(DataError, match=r"words|characters"):
            run(texts, rule, **options)


@given(TEXTS, RULES, MEMORY, st.integers(1, 2))
@example([b"\xef\xbb\xbfa\nb", b"\xef\xbb\xbf\xef\xbb\xbfc"], Rule(), 1, 1)
@settings(max_examples=150)
def test_words_and_ids_are_those_of_split_and_counter(texts: list[bytes], rule: Rule, memory: int, threads: int):
    check(texts, rule, memory=memory, threads=threads)


@given(BYTES.filter(bool), st.sampled_from(["replace", "skip"]), st.booleans(), MEMORY)
@settings(max_examples=150)
def test_bytes_that_are_no_text_do_what_they_do_in_python(texts: list[bytes], invalid: Any, lower: bool, memory: int):
    check(texts, Rule(invalid=invalid, lowercase=lower), memory=memory)


@given(NUMBERS, st.integers(1, 3), st.none() | st.integers(1, 400), st.integers(1, 2))
@settings(max_examples=25)
def test_tables_that_do_not_fit_into_memory_are_merged_from_the_disk(
    numbers: list[int], min_count: int, size: int | None, threads: int
):
    text = " ".join(f"word{number:03}é\n" for number in numbers).encode()
    check([text], Rule(min_count=min_count, max_size=size, specials=()), memory=1, threads=threads)


@given(TEXTS, RULES, MEMORY, st.integers(1, 2))
@settings(max_examples=100)
def test_characters_are_those_of_a_line(texts: list[bytes], rule: Rule, memory: int, threads: int):
    rule = Rule("character", rule.lowercase, rule.normalise, rule.min_count, rule.max_size, specials=rule.specials)
    check(texts, rule, memory=memory, threads=threads)


@given(BYTES.filter(bool), st.sampled_from(["replace", "skip"]), MEMORY)
@settings(max_examples=50)
def test_characters_that_are_none_do_what_they_do_in_python(texts: list[bytes], invalid: Any, memory: int):
    check(texts, Rule("character", invalid=invalid), memory=memory)
