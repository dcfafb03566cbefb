"""Vectors of a file, given to the words of a vocabulary."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from unrolled import ConfigError, Corpus, DataError
from unrolled.contracts import Silent
from unrolled.runtime.vectors import learn_vectors
from unrolled.testing import conform
from unrolled.vectors import Block, Opened, Subwords, WordVectors, write_vectors
from unrolled_embeddings import pretrained
from unrolled_embeddings.given import given_file
from unrolled_embeddings.given.read_declarations import PretrainedConfig

WORDS = ("", "<unk>", "good", "Film", "rare", "UFO")
GIVEN = {"good": [1, 2], "film": [3, 4], "ufo": [5, 6], "UFO": [7, 8], "<unk>": [9, 9]}
Read = Callable[..., np.ndarray]


def corpus(words: tuple[str, ...] = WORDS) -> Corpus:
    ids_N = np.array([2, 2, 3, 1, 4, 4, 5, 2], np.int32)
    return Corpus(ids_N, np.array([0, len(ids_N)]), len(words), (0, 1), words)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return what reads the vectors of the corpus's words from a file of the given ones."""
    path = tmp_path / "vectors.txt"
    write_vectors(path, WordVectors(list(GIVEN), np.array(list(GIVEN.values()), np.float32)), "text")

    def call(*, seed: int = 1, words: tuple[str, ...] = WORDS, **values: Any) -> np.ndarray:
        config = PretrainedConfig.parse({"path": str(path), "dim": 2, **values})
        learner = pretrained.build(config, vocab_size=len(words)).learner(corpus(words), seed=seed, threads=1)
        return learn_vectors(learner, work=tmp_path / "work", progress=Silent())

    return call


@pytest.mark.system("E13")
def test_a_word_has_its_own_vector_or_that_of_its_lower_case_form(read: Read):
    vectors_VE = read(out_of_vocabulary="zero")
    assert vectors_VE.dtype == np.float32
    assert vectors_VE.tolist() == [[0, 0], [9, 9], [1, 2], [3, 4], [0, 0], [7, 8]]


def test_words_that_the_file_lacks_are_as_widely_spread_as_the_others(read: Read):
    words = (*WORDS, *(f"missing{index}" for index in range(2_000)))
    missing_VE = read(words=words)[len(WORDS) :]
    assert missing_VE.std() == pytest.approx(np.array([[9, 9], [1, 2], [3, 4], [7, 8]]).std(), rel=0.05)
    assert len(np.unique(missing_VE, axis=0)) == len(missing_VE)


def test_random_vectors_are_the_seeds(read: Read):
    assert (read(seed=1) == read(seed=1)).all()
    assert (read(seed=1)[4] != read(seed=2)[4]).all()


def test_words_that_the_file_lacks_may_be_the_mean_of_the_others(read: Read):
    assert read(out_of_vocabulary="mean")[4].tolist() == [5, 5.75]


def test_words_that_the_file_lacks_are_made_of_their_n_grams(read: Read, monkeypatch: pytest.MonkeyPatch):
    subwords = Subwords(np.array([[6, 7]], np.float32), 6, 6)
    block = Block(["good"], np.array([[1, 2]], np.float32))
    monkeypatch.setattr(given_file, "open_vectors", lambda _: Opened("fasttext", iter([block]), subwords))
    vectors_VE = read(out_of_vocabulary="n-grams", words=("", "<unk>", "good", "film", "by", "at"))
    assert vectors_VE.tolist() == [[0, 0], [1, 2], [1, 2], [6, 7], [1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("values", "kind", "said"),
    [
        ({"dim": 3}, ConfigError, "holds vectors of 2 values, but embedding.dim is 3. Did you mean 'dim: 2'?"),
        ({"out_of_vocabulary": "n-grams"}, ConfigError, "has no n-grams"),
        ({"words": ("", "<s>", "x", "y", "z", "q")}, DataError, "holds none of the 6 words of the vocabulary"),
        ({"path": "nowhere.txt"}, DataError, "nowhere.txt: cannot read: No such file or directory"),
    ],
)
def test_a_file_that_does_not_fit_is_named(read: Read, values: dict[str, Any], kind: type[Exception], said: str):
    with pytest.raises(kind) as caught:
        read(**values)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "values", "kind", "said"),
    [
        (
            "2 2\na 1 2\nb 3 4\n",
            {"dim": 3},
            ConfigError,
            "given.txt: holds vectors of 2 values, but embedding.dim is 3",
        ),
        ("2 2\na 1 2\nb 3\n", {}, DataError, "given.txt:3: holds 1 values where the header promises 2"),
        ("a 1 2\nb nan 3\n", {}, DataError, "given.txt:2: value 1 of the word 'b' is nan"),
        ("2 2\na 1 2\n", {}, DataError, "given.txt:1: the header promises 2 words"),
        ("a 1 2\n", {"out_of_vocabulary": "n-grams"}, ConfigError, "given.txt: has no n-grams"),
    ],
    ids=["width", "short row", "nan", "header", "n-grams"],
)
def test_a_check_reads_the_file_through(
    tmp_path: Path, content: str, values: dict[str, Any], kind: type[Exception], said: str
):
    (tmp_path / "given.txt").write_text(content)
    with pytest.raises(kind) as caught:
        pretrained.check(PretrainedConfig.parse({"path": str(tmp_path / "given.txt"), "dim": 2, **values}))
    assert said in str(caught.value)


def test_a_check_of_a_file_that_fits_is_silent_and_imports_no_torch(tmp_path: Path):
    (tmp_path / "given.txt").write_text("a 1 2\n")
    code = (
        "import sys; from unrolled_embeddings import pretrained as p; "
        f"p.check(p.config.parse({{'path': {str(tmp_path / 'given.txt')!r}, 'dim': 2}})); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.system("E13")
def test_the_report_says_what_was_covered_and_what_was_not(tmp_path: Path, read: Read):
    read()
    config = PretrainedConfig(path=str(tmp_path / "vectors.txt"), dim=2)
    learner = pretrained.build(config, vocab_size=len(WORDS)).learner(corpus(), seed=1, threads=1)
    assert learner.learn(0) == {"coverage": pytest.approx(5 / 7)}
    assert learner.report() == {
        "exact": 2, "lower_case": 1, "n_grams": 0, "missing": 1, "vocabulary": 3 / 4, "text": pytest.approx(5 / 7),
        "most_frequent_missing": ["rare"],
    }  # fmt: skip


def test_the_file_is_an_input_of_the_embedding():
    assert pretrained.inputs(PretrainedConfig(path="glove.txt", dim=50)) == ("glove.txt",)


def test_without_vectors_the_layer_has_the_shape_that_trained_ones_will_have():
    module = pretrained.build(PretrainedConfig(path="gone.txt", dim=3), vocab_size=5).module(None)
    assert module(torch.tensor([0, 4])).shape == (2, 3)


@pytest.mark.parametrize("policy", ["random", "zero", "mean"])
def test_pretrained_vectors_keep_every_law_of_embeddings(policy: str, tmp_path: Path):
    path = tmp_path / "vectors.txt"
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    vectors_VE = np.random.default_rng(1).standard_normal((len(words), 5)).astype(np.float32)
    write_vectors(path, WordVectors(words, vectors_VE), "glove")
    config = PretrainedConfig.parse({"path": str(path), "dim": 5, "out_of_vocabulary": policy})
    assert set(conform(pretrained, config).not_applicable) == {"what-a-kill-leaves-goes-on-to-the-same-bytes"}
