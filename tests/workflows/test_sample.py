"""Texts and music drawn from a finished run, printed or written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import unrolled

MUSIC = """
seed: 1
threads: 1
data: {name: numpy-sequences, path: rolls.npz}
cell: {name: lstm, hidden_size: 4}
task: {name: music, lowest: 60}
train: {epochs: 1, batch_size: 4, probe_every: null}
"""
TUNES = """
seed: 1
threads: 1
data:
  name: files
  train: tunes.txt
  validation: tunes.txt
  test: tunes.txt
  lines: 2
  fields: {text: {kind: text}}
tokenizer: {name: character}
embedding: {name: learned, dim: 4}
cell: {name: lstm, hidden_size: 4}
task: {name: language-model, carry: 5}
train: {epochs: 2, batch_size: 2}
"""


@pytest.fixture
def composer(workspace: Path, cli):
    """Run a tiny model of music, and return the command line."""
    rolls = np.random.default_rng(0).integers(0, 2, (4, 6, 12)).astype(np.uint8)
    np.savez(workspace / "rolls.npz", traindata=rolls, validdata=rolls, testdata=rolls)
    (workspace / "params.yaml").write_text(MUSIC)
    assert cli("run")[0] == 0
    return cli


@pytest.mark.system("A03", "K02")
def test_music_goes_into_midi_files_that_the_seed_gives(composer, workspace: Path) -> None:
    assert composer("sample", "--out", "a.mid", "--max-length", "8", "--prompt", "60 64")[:2] == (0, "a.mid\n")
    composer("sample", "--out", "b.mid", "--max-length", "8", "--prompt", "60 64")
    assert (workspace / "a.mid").read_bytes() == (workspace / "b.mid").read_bytes()
    assert (workspace / "a.mid").read_bytes().startswith(b"MThd")
    assert composer("sample", "--count", "2", "--out", "c.mid")[1] == "c-1.mid\nc-2.mid\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sample",), "--out: music goes into a file. See: unrolled sample --out piece.mid"),
        (("sample", "--top-k", "3", "--top-p", "0.5"), "has no --top-k and --top-p. See: unrolled sample --help"),
        (("sample", "--prompt", "59", "--out", "a.mid"), "'59' is no MIDI number from 60 to 71"),
        (("score", "C E G"), "is no language model"),
    ],
)
def test_what_music_has_not_is_refused(composer, workspace: Path, words: tuple[str, ...], said: str) -> None:
    code, _, errors = composer(*words)
    assert code == 2
    assert said in errors
    assert not (workspace / "a.mid").exists()


def test_texts_stand_in_one_file_with_empty_lines_between_them(workspace: Path, cli) -> None:
    (workspace / "tunes.txt").write_text("K:C\nGABc\n" * 6)
    (workspace / "params.yaml").write_text(TUNES)
    assert cli("run")[0] == 0
    texts = unrolled.load_run(workspace).task().sample(3, max_length=9, seed=4)
    code, out, _ = cli("sample", "--count", "3", "--max-length", "9", "--seed", "4", "--out", "new/tunes.abc")
    assert (code, out) == (0, "new/tunes.abc\n")
    assert (workspace / "new" / "tunes.abc").read_text() == "\n\n".join(texts) + "\n"
