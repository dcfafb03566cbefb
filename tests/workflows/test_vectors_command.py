"""``unrolled vectors`` on a file and on a run."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from unrolled.vectors import WordVectors, read_vectors, write_vectors

Cli = Callable[..., tuple[int, str, str]]
WORDS = ["man", "woman", "king", "queen", "apple", "orange"]
VECTORS = [[-1, 0, 0, 0], [1, 0, 0, 0], [-0.95, 0.93, 0.7, 0], [0.97, 0.95, 0.69, 0], [0, 0, 0, 1], [0, 0, 0.1, 0.97]]


@pytest.fixture
def file(workspace: Path) -> str:
    """Return the name of a file of vectors in the workspace."""
    write_vectors(workspace / "words.txt", WordVectors(WORDS, np.array(VECTORS, np.float32)), "text")
    return "words.txt"


def test_neighbours_are_printed_with_their_cosines(cli: Cli, file: str):
    code, out, _ = cli("vectors", "neighbours", "apple", "--from", file, "--count", "2")
    assert code == 0
    assert out.startswith("orange  0.9947\n")
    assert len(out.splitlines()) == 2


def test_neighbours_are_one_json_document(cli: Cli, file: str):
    document = json.loads(cli("vectors", "neighbours", "apple", "--from", file, "--count", "1", "--json")[1])
    assert document == {"word": "apple", "neighbours": [{"word": "orange", "cosine": pytest.approx(0.9947, abs=1e-4)}]}


def test_an_unknown_word_is_named_with_the_nearest_one(cli: Cli, file: str):
    code, _, errors = cli("vectors", "neighbours", "aple", "--from", file)
    assert code == 2
    assert errors == "error: the word 'aple' is not among the 6 words. Did you mean 'apple'?\n"


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_an_analogy_is_completed(cli: Cli, file: str, method: str):
    code, out, _ = cli("vectors", "analogy", "man", "king", "woman", "queen", "--from", file, "--method", method)
    assert code == 0
    assert out.split()[0] == "queen"
    assert out.splitlines()[-1].startswith("expected 'queen': rank 1, ")


@pytest.mark.system("E02")
def test_an_analogy_that_fails_for_a_wrong_sign_says_which_value_it_is(cli: Cli, workspace: Path):
    wrong = np.array(VECTORS, np.float32)
    wrong[3, 0] *= -1
    write_vectors(workspace / "wrong.txt", WordVectors([*WORDS, "lady"], np.vstack([wrong, [1, 0.9, 0, 0]])), "text")
    code, out, errors = cli("vectors", "analogy", "man", "king", "woman", "queen", "--from", "wrong.txt")
    assert code == 0
    assert "expected 'queen': rank 4" in out
    assert "value 1 of 'queen', -0.97, may have the wrong sign" in errors


def test_the_expected_word_of_an_analogy_is_none_of_the_question(cli: Cli, file: str):
    code, _, errors = cli("vectors", "analogy", "man", "king", "woman", "King", "--from", file)
    assert code == 2
    assert "is one of those that were asked about" in errors


def test_similarity_is_printed_with_its_coverage(cli: Cli, workspace: Path, file: str):
    (workspace / "pairs.txt").write_text("apple\torange\t9\nman\twoman\t1\napple\tking\t3\nman\tnobody\t5\n")
    code, out, _ = cli("vectors", "similarity", "pairs.txt", "--from", file)
    assert code == 0
    assert [line.split() for line in out.splitlines()] == [
        ["file", "spearman", "pairs"],
        ["pairs.txt", "1.0000", "3/4"],
    ]
    (score,) = json.loads(cli("vectors", "similarity", "pairs.txt", "--from", file, "--json")[1])
    assert score == {"file": "pairs.txt", "spearman": pytest.approx(1), "covered": 3, "total": 4}


def test_analogies_are_printed_by_section(cli: Cli, workspace: Path, file: str):
    (workspace / "questions.txt").write_text(": royal\nman king woman queen\n: other\nman king woman nobody\n")
    code, out, _ = cli("vectors", "analogies", "questions.txt", "--from", file)
    assert code == 0
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["royal", "1.0000", "1/1", "1/1"],
        ["other", "-", "0/0", "0/1"],
        ["all", "1.0000", "1/1", "1/2"],
    ]
    document = json.loads(cli("vectors", "analogies", "questions.txt", "--from", file, "--json")[1])
    assert [section["accuracy"] for section in document] == [1.0, None, 1.0]


@pytest.mark.parametrize("target", ["out.vec", "out.bin", "out.safetensors"])
def test_convert_takes_the_format_from_the_name(cli: Cli, workspace: Path, file: str, target: str):
    code, out, _ = cli("vectors", "convert", file, target)
    assert code == 0
    assert out.startswith(f"{target}: 6 words of 4 values, ")
    assert read_vectors(workspace / target).vectors_VE.tolist() == read_vectors(workspace / file).vectors_VE.tolist()


def test_convert_writes_glove_where_it_is_told_to(cli: Cli, workspace: Path, file: str):
    assert cli("vectors", "convert", file, "glove.txt", "--format", "glove")[0] == 0
    assert (workspace / "glove.txt").read_text().startswith("man -1 0 0 0\n")


def test_a_name_that_does_not_say_the_format_is_refused(cli: Cli, file: str):
    code, _, errors = cli("vectors", "convert", file, "out.dat")
    assert code == 2
    assert "out.dat: the name does not say the format" in errors


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "words.txt", "no where/out.vec"),
        ("project", "no where/out.csv", "--from", "words.txt"),
        ("train", "words.txt", "--out", "no where/out.vec"),
    ],
    ids=["convert", "project", "train"],
)
def test_a_folder_that_is_not_there_is_named_with_the_command_that_makes_it(
    cli: Cli, workspace: Path, file: str, words: tuple[str, ...]
):
    code, _, errors = cli("vectors", *words)
    assert code == 2
    assert errors == "error: no where: there is no such folder. See: mkdir -p 'no where'\n"
    assert not (workspace / "no where").exists()


def test_project_writes_points_or_a_page(cli: Cli, workspace: Path, file: str):
    code, out, _ = cli("vectors", "project", "plane.csv", "--from", file, "--method", "pca")
    assert code == 0
    assert out.startswith("plane.csv: 6 words by pca, trustworthiness ")
    with (workspace / "plane.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["word"] for row in rows] == WORDS
    assert cli("vectors", "project", "plane.html", *WORDS[:5], "--from", file)[0] == 0
    page = (workspace / "plane.html").read_text()
    assert "5 words by t-SNE" in page
    assert cli("vectors", "project", "again.html", *WORDS[:5], "--from", file)[0] == 0
    assert (workspace / "again.html").read_text() == page


def test_a_picture_has_a_name_that_says_what_it_is(cli: Cli, file: str):
    code, _, errors = cli("vectors", "project", "plane.png", "--from", file)
    assert code == 2
    assert "plane.png: the name must end in .html or .csv" in errors


def test_a_bad_file_is_named_with_its_line(cli: Cli, workspace: Path):
    (workspace / "bad.txt").write_text("2 2\na 1 2\nb 3\n")
    code, _, errors = cli("vectors", "neighbours", "a", "--from", "bad.txt")
    assert code == 3
    assert errors == "error: bad.txt:3: holds 1 values where the header promises 2.\n"


def test_without_a_finished_run_a_file_is_needed(cli: Cli):
    code, _, errors = cli("vectors", "neighbours", "wonderful")
    assert code == 2
    assert "no finished run stands here. See: unrolled run" in errors


def run_with(cli: Cli, workspace: Path, embedding: str) -> None:
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("name: skip-gram\n  dim: 6", embedding))
    assert cli("run", "train.epochs=1")[0] == 0


def test_vectors_that_the_task_learned_are_those_of_its_run(cli: Cli, workspace: Path):
    run_with(cli, workspace, "name: learned\n  dim: 6")
    code, out, errors = cli("vectors", "convert", ".", "run.txt")
    assert code == 0, errors
    table = read_vectors(workspace / "run.txt")
    assert out == f"run.txt: {len(table)} words of 6 values, text\n"
    assert "wonderful" in table.words
    assert not {"<unk>", "<bos>", "<eos>"} & set(table.words)


@pytest.mark.system("E13")
def test_a_run_takes_pretrained_vectors_and_tells_what_they_cover(cli: Cli, workspace: Path):
    write_vectors(workspace / "given.txt", WordVectors(["wonderful", "the"], np.ones((2, 4), np.float32)), "glove")
    run_with(cli, workspace, "name: pretrained\n  path: given.txt\n  dim: 4\n  out_of_vocabulary: zero")
    report = json.loads((workspace / "outputs" / "embedding" / "embedding.report.json").read_text())
    assert report["exact"] == 2
    assert 0 < report["text"] < 1
    assert cli("dvc")[0] == 0
    assert "given.txt" in (workspace / "dvc.yaml").read_text()
    assert cli("vectors", "convert", ".", "run.txt")[0] == 0
    table = read_vectors(workspace / "run.txt")
    assert {word for word, vector_E in zip(table.words, table.vectors_VE, strict=True) if vector_E.any()} == {
        "wonderful",
        "the",
    }


def test_vectors_that_nothing_learns_are_none_to_look_at(cli: Cli, workspace: Path):
    run_with(cli, workspace, "name: one-hot")
    code, _, errors = cli("vectors", "convert", ".", "run.txt")
    assert code == 2
    assert "the embedding 'one-hot' of this run has no table of vectors that were learned" in errors
