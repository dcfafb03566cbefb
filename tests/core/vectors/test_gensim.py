"""Files that gensim wrote are read, and gensim reads those that were written here."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from unrolled.vectors import Format, Subwords, WordVectors, read_vectors, write_vectors

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    gensim = pytest.importorskip("gensim", reason="gensim is not installed")
    from gensim.models import FastText, KeyedVectors
    from gensim.models.fasttext import load_facebook_model, save_facebook_model


@pytest.mark.filterwarnings("ignore:Exception ignored in")  # without a header, gensim leaves the file open
@pytest.mark.parametrize("form", ["text", "glove", "binary"])
def test_gensim_reads_what_was_written(form: Format, table: WordVectors, tmp_path: Path):
    path = tmp_path / "vectors"
    write_vectors(path, table, form)
    there = KeyedVectors.load_word2vec_format(str(path), binary=form == "binary", no_header=form == "glove")
    assert there.index_to_key == list(table.words)
    assert (there.vectors == table.vectors_VE).all()


@pytest.mark.parametrize(("binary", "header"), [(False, True), (False, False), (True, True)])
def test_what_gensim_wrote_is_read(binary: bool, header: bool, table: WordVectors, tmp_path: Path):
    theirs = KeyedVectors(table.dim)
    theirs.add_vectors(list(table.words), table.vectors_VE)
    path = tmp_path / "vectors"
    theirs.save_word2vec_format(str(path), binary=binary, write_header=header)
    read = read_vectors(path)
    assert read.words == table.words
    assert (read.vectors_VE == table.vectors_VE).all()


UNSEEN = ("unseen", "wördé", "w1w2")


@pytest.fixture
def theirs(tmp_path: Path) -> FastText:
    """Return a model of gensim's, which also stands in ``model.bin``."""
    texts = [["wordé", "other", "日本語", "more", "words"], ["no", "other", "words", "once"]] * 5
    model = FastText(texts, vector_size=6, min_count=1, bucket=200, epochs=2, seed=1, workers=1)
    save_facebook_model(model, str(tmp_path / "model.bin"))
    return model


def test_a_fasttext_model_of_gensim_gives_the_same_vectors_also_of_words_that_it_never_saw(
    theirs: FastText, tmp_path: Path
):
    read = read_vectors(tmp_path / "model.bin")
    assert read.words == tuple(theirs.wv.index_to_key)
    for word in (*read.words, *UNSEEN):
        np.testing.assert_allclose(read.vector(word), theirs.wv[word], atol=1e-6)


def test_gensim_reads_a_fasttext_model_and_gives_the_same_vectors_also_of_words_that_are_not_in_it(tmp_path: Path):
    random = np.random.default_rng(1)
    buckets_ME = random.standard_normal((200, 6)).astype(np.float32)
    words = ["wordé", "other", "日本語", "w"]
    table = WordVectors(words, random.standard_normal((4, 6)).astype(np.float32), Subwords(buckets_ME, 2, 4))
    write_vectors(tmp_path / "model.bin", table, "fasttext")
    there = load_facebook_model(str(tmp_path / "model.bin"))
    assert there.wv.index_to_key == words
    for word in (*words, *UNSEEN):
        np.testing.assert_allclose(there.wv[word], table.vector(word), atol=1e-6)


def test_a_fasttext_model_of_gensim_that_is_written_anew_is_the_same_to_gensim(theirs: FastText, tmp_path: Path):
    write_vectors(tmp_path / "again.bin", read_vectors(tmp_path / "model.bin"), "fasttext")
    there = load_facebook_model(str(tmp_path / "again.bin"))
    for word in (*theirs.wv.index_to_key, *UNSEEN):
        np.testing.assert_allclose(there.wv[word], theirs.wv[word], atol=1e-6)
