"""Models of fastText, written and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unrolled.errors import ConfigError
from unrolled.vectors import Subwords, WordVectors, open_vectors, read_vectors, write_vectors


def with_n_grams(table: WordVectors) -> WordVectors:
    buckets_ME = np.random.default_rng(2).standard_normal((1_500, table.dim)).astype(np.float32)
    return WordVectors(table.words, table.vectors_VE, Subwords(buckets_ME, 2, 5))


def again(table: WordVectors, tmp_path: Path) -> WordVectors:
    write_vectors(tmp_path / "model.bin", table, "fasttext")
    assert open_vectors(tmp_path / "model.bin").format == "fasttext"
    return read_vectors(tmp_path / "model.bin")


def test_words_and_their_vectors_are_read_as_they_were_written(table: WordVectors, tmp_path: Path):
    words = tuple(word.replace("\u00a0", "_") for word in table.words)
    read = again(with_n_grams(WordVectors(words, table.vectors_VE)), tmp_path)
    assert read.words == words
    np.testing.assert_allclose(read.vectors_VE, table.vectors_VE, atol=1e-6)


def test_n_grams_are_written_as_they_are(table: WordVectors, tmp_path: Path):
    written = with_n_grams(table).subwords
    read = again(with_n_grams(table), tmp_path).subwords
    assert (read.shortest, read.longest) == (2, 5)
    assert read.buckets_ME.tobytes() == written.buckets_ME.tobytes()


def test_a_table_without_n_grams_is_a_model_without_them(table: WordVectors, tmp_path: Path):
    read = again(table, tmp_path)
    assert read.subwords is None
    assert read.vectors_VE.tobytes() == table.vectors_VE.tobytes()


@pytest.mark.parametrize("word", ["", "two words", "a\0b"])
def test_a_word_that_the_format_cannot_hold_is_refused(word: str, tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot stand in a file of format 'fasttext'"):
        write_vectors(tmp_path / "model.bin", WordVectors([word], np.ones((1, 2), np.float32)), "fasttext")
    assert not (tmp_path / "model.bin").exists()


def test_fasttext_gives_the_same_vectors_also_of_words_that_are_not_in_the_model(table: WordVectors, tmp_path: Path):
    fasttext = pytest.importorskip("fasttext", reason="fasttext is not installed (pip install unrolled[bench])")
    written = with_n_grams(WordVectors(table.words[:20], table.vectors_VE[:20]))
    write_vectors(tmp_path / "model.bin", written, "fasttext")
    there = fasttext.load_model(str(tmp_path / "model.bin"))
    for word in (*written.words, "unseen", "wördé"):
        np.testing.assert_allclose(there.get_word_vector(word), written.vector(word), atol=1e-6)
