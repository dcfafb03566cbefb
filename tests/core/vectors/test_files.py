"""Files of vectors: what was written is what is read, whatever the file is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from unrolled.errors import ConfigError
from unrolled.vectors import FORMATS, Format, WordVectors, open_vectors, read_vectors, write_vectors

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=5)
VALUES = st.floats(-(2.0**100), 2.0**100, width=32)


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_written_is_read_back_to_the_bit(form: Format, table: WordVectors, tmp_path: Path):
    path = tmp_path / "vectors"
    write_vectors(path, table, form)
    read = read_vectors(path)
    assert open_vectors(path).format == form
    assert read.words == table.words
    assert read.vectors_VE.dtype == np.float32
    assert (read.vectors_VE == table.vectors_VE).all()


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=30)
@given(st.data())
def test_any_words_and_values_come_back(tmp_path_factory: pytest.TempPathFactory, form: Format, data: st.DataObject):
    words = data.draw(st.lists(WORDS, min_size=1, max_size=5, unique=True))
    shape = (len(words), data.draw(st.integers(2, 4)))
    written = WordVectors(words, data.draw(arrays.arrays(np.float32, shape, elements=VALUES)))
    path = tmp_path_factory.mktemp("any") / "vectors"
    write_vectors(path, written, form)
    read = read_vectors(path)
    assert (read.words, read.vectors_VE.tobytes()) == (written.words, written.vectors_VE.tobytes())


def test_rows_come_block_by_block(table: WordVectors, tmp_path: Path):
    path = tmp_path / "vectors.txt"
    write_vectors(path, table, "text")
    assert [len(block.words) for block in open_vectors(path).blocks] == [1_000, 1_000]


def test_spaces_at_the_end_of_a_line_and_other_line_ends_do_not_matter(tmp_path: Path):
    path = tmp_path / "vectors.txt"
    path.write_bytes(b"2 2\r\na 1 2 \r\nb 3 4 \r\n")
    assert read_vectors(path).vectors_VE.tolist() == [[1, 2], [3, 4]]


def test_a_word_of_a_file_without_header_may_hold_spaces(tmp_path: Path):
    path = tmp_path / "glove.txt"
    path.write_text("a 1 2\n. . . 3 4\n")
    assert read_vectors(path).words == ("a", ". . .")


def test_binary_rows_need_no_line_feed_between_them(tmp_path: Path):
    path = tmp_path / "vectors.bin"
    path.write_bytes(b"2 1\na " + np.float32(1).tobytes() + b"b " + np.float32(2).tobytes())
    assert read_vectors(path).words == ("a", "b")


@pytest.mark.parametrize("form", ["text", "glove", "binary"])
@pytest.mark.parametrize("word", ["", "a b", "a\n"])
def test_a_word_with_white_space_goes_into_safetensors_only(form: Format, word: str, tmp_path: Path):
    table = WordVectors([word], np.ones((1, 2), np.float32))
    with pytest.raises(ConfigError, match="Did you mean 'safetensors'"):
        write_vectors(tmp_path / "vectors", table, form)
    assert not list(tmp_path.iterdir())
    write_vectors(tmp_path / "vectors", table, "safetensors")
    assert read_vectors(tmp_path / "vectors").words == (word,)
