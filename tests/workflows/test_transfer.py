"""Vectors learned from much text, taken to a task with few labelled examples."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import unrolled
from unrolled_workflows.load import LoadedRun

PARAMS = """
data:
  name: files
  train: train.csv
  validation: validation.csv
  test: test.csv
  unlabelled: unlabelled.csv
  fields:
    text: {kind: text}
    label: {kind: label}
tokenizer: {name: word}
embedding: {name: neural-lm, context: nearby, dim: 16, hidden_size: 16, epochs: 6}
cell: {name: bag-of-words}
task: {name: classification, pooling: last}
train: {epochs: 12, batch_size: 4, learning_rate: 0.02}
"""
EXAMPLES = 2_000


def sentences(size: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield sentences of four of the 150 adjectives of their mood, between nouns that say nothing."""
    draw = random.Random(seed)
    for _ in range(size):
        mood = draw.choice(["good", "bad"])
        words = [f"{mood}{draw.randrange(150)}" if at % 2 else f"noun{draw.randrange(30)}" for at in range(8)]
        yield " ".join(words), mood


def write(path: Path, rows: Iterator[tuple[str, str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])


@pytest.fixture
def moods(tmp_path: Path) -> Path:
    """Return an experiment with 1 % of the examples labelled, and the text of all of them."""
    (tmp_path / "params.yaml").write_text(PARAMS)
    write(tmp_path / "train.csv", sentences(EXAMPLES // 100, 1))
    write(tmp_path / "unlabelled.csv", sentences(EXAMPLES, 1))
    for seed, name in enumerate(("validation", "test"), start=2):
        write(tmp_path / f"{name}.csv", sentences(200, seed))
    return tmp_path / "params.yaml"


def learned(run: LoadedRun) -> np.ndarray:
    return load_file(run.workspace.output("embedding") / "embedding.safetensors")["vectors"]


def trained(run: LoadedRun) -> np.ndarray:
    return load_file(run.workspace.output("train") / "model.safetensors")["embedding.weight"]


@pytest.mark.system("E13")
def test_vectors_from_much_text_beat_a_start_from_nothing_on_one_percent_of_the_data(moods: Path):
    scores = {
        name: unrolled.run(moods, overrides).metrics["test"]["accuracy"]
        for name, overrides in {
            "tuned": [],
            "tuned late and slowly": ["train.fine_tune_after=4", "train.embedding_learning_rate=0.001"],
            "frozen": ["train.fine_tune_after=null"],
            "from nothing": ["embedding={name: learned, dim: 16}"],
        }.items()
    }
    assert min(scores[name] for name in scores if name != "from nothing") > scores["from nothing"] + 0.1, scores


@pytest.mark.system("E13")
def test_how_vectors_are_tuned_is_no_reason_to_learn_them_again(moods: Path):
    run = unrolled.run(moods, ["train.epochs=2"])
    before = run.workspace.output("embedding").stat().st_mtime_ns
    assert not np.array_equal(trained(run), learned(run))
    run = unrolled.run(moods, ["train.epochs=2", "train.fine_tune_after=null"])
    assert run.workspace.output("embedding").stat().st_mtime_ns == before
    np.testing.assert_array_equal(trained(run), learned(run))
