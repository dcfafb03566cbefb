"""A small experiment on text that a model of a few hundred weights learns in a second."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PARAMS = """\
seed: 1
threads: 1
data:
  name: files
  path: reviews.csv
  fields:
    text: {column: text, kind: text}
    label: {column: label, kind: label}
tokenizer:
  name: word
embedding:
  name: skip-gram
  dim: 6
cell:
  name: lstm
  hidden_size: 5
unroll:
  dropout: 0.2
task:
  name: classification
train:
  epochs: 2
  batch_size: 16
  learning_rate: 0.02
"""

Command = Callable[..., subprocess.CompletedProcess[str]]


def reviews(count: int = 160) -> str:
    """Return a table of sentences, each good or bad by one word."""
    draw = random.Random(0)
    fillers = ["the film", "this plot", "a cast", "its end", "that song", "every joke"]
    lines = ["text,label"]
    for index in range(count):
        word, label = (("wonderful", "good"), ("dreadful", "bad"))[index % 2]
        lines.append(f"{draw.choice(fillers)} {draw.choice(fillers)} is {word} {index},{label}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A directory with params.yaml and its data."""
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "params.yaml").write_text(PARAMS)
    (root / "reviews.csv").write_text(reviews())
    return root


@pytest.fixture
def command(workspace: Path) -> Command:
    """Run a program of this environment in the workspace."""

    def call(*words: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        programs = Path(sys.executable).parent
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "DVC_NO_ANALYTICS": "1", **environment}
        done = subprocess.run(words, cwd=workspace, env=env, capture_output=True, text=True, check=False)
        if check and done.returncode:
            pytest.fail(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    return call
