"""What a scan refuses, and what it reads from where."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import fsspec
import pytest

from unrolled import DataError
from unrolled.durable import faultpoints
from unrolled.errors import ResourceError
from unrolled_tokenizers.scan.corpus import scan
from unrolled_tokenizers.scan.rule import Rule

TEXT = b"a b a\n\nc a\n"


def words(path: Path | str, out: Path, **rule: Any) -> list[str]:
    return scan([path], Rule(**rule), out).words


def refusal(path: Path | str, out: Path, **rule: Any) -> str:
    with pytest.raises(DataError) as caught:
        words(path, out, **rule)
    return str(caught.value)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.txt"
    path.write_bytes(TEXT)
    return path


def test_an_empty_line_is_an_empty_sequence(corpus: Path, tmp_path: Path):
    found = scan([corpus], Rule(specials=()), tmp_path / "out")
    assert found.ids_N.tolist() == [1, 2, 1, 3, 1]
    assert found.offsets_S1.tolist() == [0, 3, 3, 5]
    assert (found.words, found.counts_W.tolist(), found.vocab_size) == (["a", "b", "c"], [3, 1, 1], 4)


def test_a_packed_file_elsewhere_is_read_as_a_stream(tmp_path: Path):
    with fsspec.open("memory://scan/corpus.txt.gz", "wb") as stream:
        stream.write(gzip.compress(TEXT))
    assert words("memory://scan/corpus.txt.gz", tmp_path / "out") == ["a", "b", "c"]


def test_a_word_too_long_is_unknown_and_counted(tmp_path: Path):
    path = tmp_path / "corpus.txt"
    path.write_text(f"a {'x' * 11} {'é' * 5} {'y' * 3000}")
    found = scan([path], Rule(max_word_bytes=10), tmp_path / "out", memory=1)
    assert (found.words, found.too_long) == (["a", "é" * 5], 2)
    assert found.ids_N.tolist() == [2, 1, 3, 1]


def test_places_that_are_no_text_are_counted(tmp_path: Path):
    path = tmp_path / "corpus.txt"
    path.write_bytes(b"a\xff\xff \xff a\xff\xff b\n")
    found = scan([path], Rule(invalid="skip"), tmp_path / "out")
    assert (found.words, found.invalid) == (["a", "b"], 5)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("unit", ["word", "character"])
@pytest.mark.parametrize("memory", [1, 1 << 30])
def test_bytes_that_are_no_text_are_told_by_line_and_byte(tmp_path: Path, threads: int, unit: Any, memory: int):
    path = tmp_path / "corpus.txt"
    path.write_bytes(b"good\n" * 40 + b"or not b\xffd\n" + b"good\n" * 40 + b"\xfe\n")
    with pytest.raises(DataError) as caught:
        scan([path], Rule(unit), tmp_path / "out", threads=threads, memory=memory)
    assert str(caught.value).startswith(f"{path}:41: not valid UTF-8 at byte 208 (invalid start byte)")


def test_a_missing_file_is_named_with_its_neighbour(corpus: Path, tmp_path: Path):
    assert "there is no such file. Did you mean 'corpus.txt'?" in refusal(tmp_path / "corpsu.txt", tmp_path / "out")


def test_no_file_is_no_corpus(tmp_path: Path):
    with pytest.raises(DataError, match="there is no file to scan"):
        scan([], Rule(), tmp_path / "out")


@pytest.mark.parametrize("data", [b"", b" \n\n", b"<unk> <pad>\n"])
def test_a_corpus_without_words_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "corpus.txt"
    path.write_bytes(data)
    message = f"{path}: there are no words in it. See: unrolled show tokenizer whitespace"
    assert refusal(path, tmp_path / "out") == message


@pytest.mark.parametrize("memory", [1, 1 << 30])
def test_a_count_that_no_word_reaches_is_refused(tmp_path: Path, memory: int):
    path = tmp_path / "corpus.txt"
    path.write_text(" ".join(f"word{number}" for number in range(200)))
    with pytest.raises(DataError, match=r"none of its words occurs 2 times; lower tokenizer\.min_count"):
        scan([path], Rule(min_count=2), tmp_path / "out", memory=memory)


def test_a_corpus_of_words_that_are_all_too_long_is_refused(corpus: Path, tmp_path: Path):
    corpus.write_text("abc\nabcd\n")
    message = f"{corpus}: all its words are longer than 2 bytes; raise tokenizer.max_word_bytes. See: "
    assert refusal(corpus, tmp_path / "out", max_word_bytes=2).startswith(message)


@pytest.mark.parametrize(
    ("point", "passage"), [("scan.scratch.write", 1), ("scan.scratch.write", 2), ("durable.write.fsync", 1)]
)
def test_a_full_disk_leaves_no_half_written_file(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, passage: int
):
    monkeypatch.setattr(faultpoints, "_plan", faultpoints._parse(f"{point}:enospc@{passage}"))
    with pytest.raises(ResourceError, match="cannot write"):
        words(corpus, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_importing_the_scan_loads_no_compiler():
    program = "import sys, unrolled_tokenizers.scan.corpus; print({'numba', 'numpy', 'torch'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
