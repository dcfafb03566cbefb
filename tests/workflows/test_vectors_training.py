"""``unrolled vectors train``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from unrolled.vectors import open_vectors, read_vectors

Cli = Callable[..., tuple[int, str, str]]
SETTINGS = ("embedding.dim=4", "tokenizer.min_count=1")


@pytest.fixture
def corpus(workspace: Path) -> Path:
    """Return a text of two topics."""
    file = workspace / "text.txt"
    file.write_text("king queen crown\napple orange juice\n" * 200, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["skip-gram", "cbow", "fasttext", "glove"])
def test_vectors_of_a_text_are_written_and_nothing_else_is_left(cli: Cli, corpus: Path, name: str):
    before = {path.name for path in corpus.parent.iterdir()}
    code, out, _ = cli("vectors", "train", corpus.name, *SETTINGS, f"embedding.name={name}", "--out", "words.vec")
    assert code == 0
    assert out == "words.vec: 6 words of 4 values, text\n"
    assert {path.name for path in corpus.parent.iterdir()} - before == {"words.vec"}
    assert sorted(read_vectors(corpus.parent / "words.vec").words) == sorted(set(corpus.read_text().split()))


N_GRAMS = ("embedding.name=fasttext", "embedding.buckets=500")


@pytest.fixture
def n_grams(cli: Cli, corpus: Path) -> Path:
    """Return a file of vectors that were learned with their n-grams."""
    assert cli("vectors", "train", corpus.name, *SETTINGS, *N_GRAMS, "--out", "words.bin")[0] == 0
    return corpus.parent / "words.bin"


def test_a_bin_of_fasttext_keeps_the_n_grams_so_that_unseen_words_have_vectors_too(cli: Cli, n_grams: Path):
    assert open_vectors(n_grams).format == "fasttext"
    code, out, _ = cli("vectors", "neighbours", "kingly", "--from", n_grams.name, "--count", "1")
    assert (code, out.split()[0]) == (0, "king")


def test_convert_keeps_n_grams_in_a_bin_and_says_where_it_does_not(cli: Cli, n_grams: Path):
    assert cli("vectors", "convert", n_grams.name, "again.bin")[1] == "again.bin: 6 words of 4 values, fasttext\n"
    assert "n-grams of other words are left out" in cli("vectors", "convert", n_grams.name, "words.vec")[1]
    there = read_vectors(n_grams.with_name("again.bin"))
    np.testing.assert_allclose(there.vector("kingly"), read_vectors(n_grams).vector("kingly"), atol=1e-6)


@pytest.mark.filterwarnings("ignore:Exception ignored in")  # without a header, gensim leaves the file open
@pytest.mark.parametrize("name", ["fasttext", "glove"])
def test_gensim_reads_what_was_learned_and_its_file_is_read_again(cli: Cli, corpus: Path, name: str):
    gensim = pytest.importorskip("gensim.models", reason="gensim is not installed")
    settings = [*SETTINGS, f"embedding.name={name}"]
    assert cli("vectors", "train", corpus.name, *settings, "--out", "words.vec")[0] == 0
    assert cli("vectors", "convert", "words.vec", "words.txt", "--format", "glove")[0] == 0
    here, file = read_vectors(corpus.parent / "words.vec"), corpus.parent / "words.txt"
    there = gensim.KeyedVectors.load_word2vec_format(str(file), no_header=True)
    assert (there.vectors == here.vectors_VE).all()
    there.save_word2vec_format(str(file), write_header=False)
    assert (read_vectors(file).vectors_VE == here.vectors_VE).all()


def test_gensim_gives_the_vectors_of_words_that_were_never_seen(n_grams: Path):
    gensim = pytest.importorskip("gensim.models.fasttext", reason="gensim is not installed")
    there, here = gensim.load_facebook_model(str(n_grams)), read_vectors(n_grams)
    for word in (*here.words, "kingly", "orangeade"):
        np.testing.assert_allclose(there.wv[word], here.vector(word), atol=1e-6)


def test_the_same_seed_writes_the_same_file_at_any_number_of_threads(cli: Cli, corpus: Path):
    files = []
    for threads in (1, 2):
        cli("vectors", "train", corpus.name, *SETTINGS, f"threads={threads}", "--out", "words.bin")
        files.append((corpus.parent / "words.bin").read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nofile.txt"], 3, "nofile.txt"),
        (["text.txt", "embeding.dim=3"], 2, "Did you mean 'embedding'?"),
        (["text.txt", "embedding.dims=3"], 2, "Did you mean 'dim'?"),
        (["text.txt", "embedding.name=one-hot"], 2, "Did you mean 'skip-gram'?"),
        (["text.txt", "tokenizer.name=word"], 2, "Did you mean 'whitespace'?"),
        (["text.txt", "threads=0"], 2, "threads=0: 0 is no whole number from 1 on"),
        (["seed=1"], 2, "no text file is named"),
        (["text.txt", "tokenizer.name=byte"], 2, "tokenizer 'byte' does not read whole text files"),
        (["text.txt", "tokenizer.name=character"], 2, "the word ' ' cannot stand in a file of format 'text'"),
        (["text.txt", "embedding.sample=1e-25"], 2, "1e-25 leaves no word in the text"),
        (["text.txt", "tokenizer.min_count=1000"], 3, "min_count"),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_what_is_wrong_is_one_line_and_leaves_nothing(
    cli: Cli, workspace: Path, words: list[str], code: int, said: str
):
    before = {path.name for path in workspace.iterdir()}
    found, _, errors = cli("vectors", "train", *words, "--out", "words.vec")
    assert (found, errors.count("\n")) == (code, 1)
    assert said in errors
    assert {path.name for path in workspace.iterdir()} == before


def test_a_text_to_learn_from_is_never_written_over(cli: Cli, corpus: Path):
    before = corpus.read_bytes()
    code, _, errors = cli("vectors", "train", corpus.name, *SETTINGS, "--out", corpus.name)
    assert code == 2
    assert "is a text to learn from; it would be lost" in errors
    assert corpus.read_bytes() == before
