"""Files that are not what they say: one error each, with the file and the line or the byte."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from unrolled.errors import DataError
from unrolled.vectors import WordVectors, read_vectors, write_vectors

ONE, NAN = np.float32(1).tobytes(), np.float32("nan").tobytes()
BAD = {
    "short row": (b"3 2\na 1 2\nb 3\nc 5 6\n", ":3: holds 1 values where the header promises 2"),
    "short row without header": (b"a 1 2\nb 3\n", ":2: holds 1 values where the first line has 2"),
    "long row": (b"2 2\na 1 2\nb 3 4 5\n", ":3: holds 3 values where the header promises 2"),
    "empty line": (b"a 1 2\n\nb 3 4\n", ":2: holds 0 values where the first line has 2"),
    "no number": (b"2 2\na 1 2\nb 3 x\n", ":3: 'x' is no number"),
    "underscore": (b"a 1 2\nb 3 1_0\n", ":2: '1_0' is no number"),
    "no values": (b"hello\nworld\n", ":1: holds no word and values"),
    "fewer rows": (b"3 2\na 1 2\nb 3 4\n", ":1: the header promises 3 words, but 2 follow"),
    "more rows": (b"1 2\na 1 2\nb 3 4\n", ":1: the header promises 1 words, but 2 follow"),
    "other width": (b"2 3\na 1 2\nb 3 4 \n", ":2: holds 2 values where the header promises 3"),
    "nothing promised": (b"0 2\n", ":1: the header promises 0 words of 2 values"),
    "huge header": (b"99999999999 300\na 1 2\n", ":1: the header promises 99,999,999,999 words of 300 values, more"),
    "nan": (b"2 2\na 1 2\nb nan 4\n", ":3: value 1 of the word 'b' is nan, no finite number"),
    "infinity": (b"a 1 2\nb 1 1e99\n", ":2: value 2 of the word 'b' is inf, no finite number"),
    "twice": (b"2 2\na 1 2\na 3 4\n", ":3: the word 'a' stands at line 2 already"),
    "not UTF-8": (b"2 2\na 1 2\nf\xff 3 4\n", ":3: the word is not UTF-8: byte 0xff"),
    "binary cut off": (b"2 1\na " + ONE + b"\nb \0\0", ":byte 10: the file ends in the midst of a row, after 1 whole"),
    "binary with a nan": (b"1 2\na " + ONE + NAN, ":byte 4: value 2 of the word 'a' is nan"),
    "binary with a word twice": (b"2 1\na " + ONE + b"a " + ONE, ":byte 10: the word 'a' stands at byte 4 already"),
    "binary not UTF-8": (b"1 1\n\xff " + ONE, ":byte 4: the word is not UTF-8: byte 0xff"),
    "binary with more": (b"1 1\na " + ONE + b"b " + ONE, ":byte 10: more follows than the 1 words"),
    "binary with a huge header": (b"99999999 300\na " + ONE, ":1: the header promises 99,999,999 words of 300 values"),
    "header with a sign": (b"-2 2\na 1 2\nb 3 4\n", ":1: is no header: one holds the number of words"),
    "header of three": (b"2 2 2\na 1 2 3 4\n", ":1: is no header: one holds the number of words"),
    "header of one": (b"2\na 1 2\nb 3 4\n", ":1: holds no word and values"),
    "empty": (b"", ": the file is empty"),
    "byte-order mark": (b"\xef\xbb\xbf2 2\na 1 2\nb 3 4\n", ": is written in UTF-8 with a byte-order mark"),
    "UTF-16": ("2 2\na 1 2\nb 3 4\n".encode("utf-16"), ": is written in UTF-16; write it in UTF-8"),
    "gzipped": (gzip.compress(b"a 1 2\n", mtime=0), ": is packed with gzip; unpack it first"),
    "anything": (bytes(range(256)), ": is no file of vectors"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=list(BAD))
def test_a_bad_file_gives_one_error_with_its_place(content: bytes, said: str, tmp_path: Path):
    path = tmp_path / "vectors"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_vectors(path)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{path}{said}")


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(DataError, match=r"nothing\.txt: cannot read: No such file"):
        read_vectors(tmp_path / "nothing.txt")


SAFETENSORS = {
    "no words": ({"vectors": np.ones((1, 2), np.float32)}, None, "vectors.words.json: cannot read"),
    "other tensor": ({"weight": np.ones((1, 2), np.float32)}, ["a"], "holds no tensor 'vectors' of words x values"),
    "whole numbers": ({"vectors": np.ones((1, 2), np.int32)}, ["a"], "holds no tensor 'vectors'"),
    "no rows": ({"vectors": np.ones((0, 2), np.float32)}, [], ": holds no vectors: its tensor has the shape (0, 2)"),
    "infinity": ({"vectors": np.full((1, 2), 1e300)}, ["a"], ":row 0: value 1 of the word 'a' is inf"),
    "more words": ({"vectors": np.ones((1, 2), np.float32)}, ["a", "b"], "holds 2 words, but vectors has 1 vectors"),
    "no list": ({"vectors": np.ones((1, 2), np.float32)}, {"a": 1}, "holds no JSON list of words"),
    "nan": ({"vectors": np.full((1, 2), np.nan, np.float32)}, ["a"], ":row 0: value 1 of the word 'a' is nan"),
    "lone surrogate": ({"vectors": np.ones((1, 2), np.float32)}, ["\ud800"], ":row 0: the word is not UTF-8"),
}


@pytest.mark.parametrize(("tensors", "words", "said"), SAFETENSORS.values(), ids=list(SAFETENSORS))
def test_a_safetensors_file_needs_its_tensor_and_its_words(tensors, words, said: str, tmp_path: Path):
    path = tmp_path / "vectors"
    path.write_bytes(save(tensors))
    if words is not None:
        path.with_suffix(".words.json").write_text(json.dumps(words))
    with pytest.raises(DataError) as caught:
        read_vectors(path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (b'["a",\n "b', ":2: is no JSON: Unterminated string starting at"),
        (b"", ":1: is no JSON: Expecting value"),
        (b'["caf\xe9"]', ": is not UTF-8 at byte 5 (0xe9)"),
    ],
    ids=["cut off", "empty", "not UTF-8"],
)
def test_a_list_of_words_that_cannot_be_read_is_named_with_its_line(words: bytes, said: str, tmp_path: Path):
    (tmp_path / "vectors").write_bytes(save({"vectors": np.ones((1, 2), np.float32)}))
    (tmp_path / "vectors.words.json").write_bytes(words)
    with pytest.raises(DataError) as caught:
        read_vectors(tmp_path / "vectors")
    assert str(caught.value).startswith(f"{tmp_path / 'vectors.words.json'}{said}")


def test_a_first_word_that_is_a_number_is_no_header_gone_wrong(tmp_path: Path):
    (tmp_path / "vectors").write_bytes(b"2014 1 2\n7 3 4\n")
    assert read_vectors(tmp_path / "vectors").words == ("2014", "7")


@given(st.data())
def test_a_file_cut_off_or_changed_anywhere_is_an_error_or_another_table(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    path = tmp_path_factory.mktemp("cut") / "vectors"
    form = data.draw(st.sampled_from(["text", "glove", "binary", "safetensors"]))
    write_vectors(path, WordVectors(["a", "b"], np.array([[1, 2.5], [-3, 4]], np.float32)), form)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        table = read_vectors(path)
    except DataError:
        return
    assert np.isfinite(table.vectors_VE).all()
    assert len(set(table.words)) == len(table.vectors_VE)
