"""``unrolled vectors train``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.vectors import read_vectors

Cli = Callable[..., tuple[int, str, str]]
SETTINGS = ("embedding.dim=4", "tokenizer.min_count=1")


@pytest.fixture
def corpus(workspace: Path) -> Path:
    """Return a text of two topics."""
    file = workspace / "text.txt"
    file.write_text("king queen crown\napple orange juice\n" * 200, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["skip-gram", "cbow", "glove"])
def test_vectors_of_a_text_are_written_and_nothing_else_is_left(cli: Cli, corpus: Path, name: str):
    before = {path.name for path in corpus.parent.iterdir()}
    code, out, _ = cli("vectors", "train", corpus.name, *SETTINGS, f"embedding.name={name}", "--out", "words.vec")
    assert code == 0
    assert out == "words.vec: 6 words of 4 values, text\n"
    assert {path.name for path in corpus.parent.iterdir()} - before == {"words.vec"}
    assert sorted(read_vectors(corpus.parent / "words.vec").words) == sorted(set(corpus.read_text().split()))


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
