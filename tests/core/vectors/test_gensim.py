"""Files that gensim wrote are read, and gensim reads those that were written here."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from unrolled.vectors import Format, WordVectors, read_vectors, write_vectors

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    gensim = pytest.importorskip("gensim", reason="gensim is not installed")
    from gensim.models import FastText, KeyedVectors
    from gensim.models.fasttext import save_facebook_model


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


def test_a_fasttext_model_of_gensim_gives_the_same_vectors_also_of_words_that_it_never_saw(tmp_path: Path):
    texts = [["wordé", "other", "日本語", "more", "words"], ["no", "other", "words", "once"]] * 5
    theirs = FastText(texts, vector_size=6, min_count=1, bucket=200, epochs=2, seed=1, workers=1)
    save_facebook_model(theirs, str(tmp_path / "model.bin"))
    read = read_vectors(tmp_path / "model.bin")
    assert read.words == tuple(theirs.wv.index_to_key)
    for word in (*read.words, "unseen", "wördé"):
        np.testing.assert_allclose(read.vector(word), theirs.wv[word], atol=1e-6)
