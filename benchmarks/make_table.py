"""Trains 200 small models once and writes the table that studies of searching are run on.

python benchmarks/make_table.py [--out FILE] [--only N]

Each model names the symbol that stood behind a mark in a sequence of noise; one label in ten is wrong, so that models
that learn it by heart grow worse. A value is the lowest validation loss so far, which is what a search compares. The
table is trained on one thread, by `unrolled.runtime.fit`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import nn

from cell_sides import make_cell
from unrolled import SequenceTask
from unrolled.contracts import Batch, FieldKind, Monitor, Ragged, Sequences, Silent
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig

TABLE = Path(__file__).parent / "learning_table.csv"
GRID: Mapping[str, Sequence[Any]] = {
    "cell": ("gru", "lstm"),
    "hidden_size": (4, 8, 16, 32, 64),
    "learning_rate": tuple(float(f"{10 ** (0.4 * power - 4):.2g}") for power in range(10)),
    "dropout": (0.0, 0.3),
}
RUNGS = (1, 2, 3, 5, 9, 15, 27, 46, 81)
FIELDS: dict[str, FieldKind] = {"text": "text", "label": "label"}
SYMBOLS, MARK, VOCAB_SIZE = 4, 5, 12
EXAMPLES, WRONG, SEED = 256, 0.1, 1


class Recall(SequenceTask):
    """Embedding, a cell, a linear layer on the mean of its outputs.

    Args:
        row: of the table, its configuration.
    """

    monitor = Monitor("loss", "min")

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__()
        unroll = UnrollConfig(dropout=row["dropout"], backend="fused")
        hidden = {"hidden_size": row["hidden_size"]}
        self.embedding = nn.Embedding(VOCAB_SIZE, 8, padding_idx=0)
        self.encoder = build_encoder(lambda size: make_cell(row["cell"], size, hidden), 8, unroll)
        self.output = nn.Linear(row["hidden_size"], SYMBOLS)

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean cross-entropy."""
        return self._losses(batch).mean()

    def predict(self, batch: Batch) -> list[dict[str, float]]:
        """Return the cross-entropy of each example."""
        return [{"loss": loss} for loss in self._losses(batch).tolist()]

    def score(self, rows: object) -> dict[str, float]:
        """Return the mean cross-entropy."""
        losses = [row["loss"] for row in cast("Sequence[dict[str, float]]", rows)]
        return {"loss": sum(losses) / len(losses)}

    def _losses(self, batch: Batch) -> torch.Tensor:
        text, label_B = cast("Sequences", batch.fields["text"]), cast("torch.Tensor", batch.fields["label"])
        y_BTH = self.encoder(self.embedding(text.values), text.lengths_B).y_BTH
        return nn.functional.cross_entropy(self.output(y_BTH.mean(1)), label_B, reduction="none")


def write_examples(path: Path, seed: int) -> Split:
    """Write a split of sequences, each with a mark and the symbol that is asked for behind it.

    Args:
        path: of the file.
        seed: of the sequences.
    """
    random = np.random.default_rng(seed)
    texts: list[list[int]] = []
    for length in random.integers(6, 15, EXAMPLES):
        ids = random.integers(1, VOCAB_SIZE, length)
        ids[ids == MARK] = MARK + 1
        place = random.integers(0, length - 1)
        ids[place], ids[place + 1] = MARK, random.integers(1, SYMBOLS + 1)
        texts.append(ids.tolist())
    labels = np.array([ids[ids.index(MARK) + 1] - 1 for ids in texts])
    wrong = random.random(EXAMPLES) < WRONG
    labels[wrong] = random.integers(0, SYMBOLS, wrong.sum())
    write_split(path, FIELDS, [{"text": Ragged.of(texts), "label": labels.tolist()}])
    return Split.open(path, FIELDS)


def learn(row: Mapping[str, Any], train: Split, validation: Split) -> list[float]:
    """Return a configuration's lowest validation loss at each rung.

    Args:
        row: of the table, its configuration.
        train: to learn from.
        validation: to judge by.
    """
    torch.manual_seed(SEED)
    rate, task = row["learning_rate"], Recall(row)
    settings = TrainConfig(epochs=RUNGS[-1], learning_rate=rate, probe_every=None, checkpoint_every=10**6)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        fitted = fit(task, train, validation, settings, lengths_field="text", seed=SEED, work=work, progress=Silent())
    losses = [epoch["validation_loss"] for epoch in fitted.curves]
    return [min(losses[:epochs]) for epochs in RUNGS]


def rows(limit: int | None) -> Iterator[list[Any]]:
    """Yield the table, its head first.

    Args:
        limit: configurations to train; None: all.
    """
    yield [*GRID, *(f"loss@{epochs}" for epochs in RUNGS)]
    with tempfile.TemporaryDirectory() as place:
        train, validation = (write_examples(Path(place) / f"{seed}.arrow", seed) for seed in (1, 2))
        for values in itertools.islice(itertools.product(*GRID.values()), limit):
            losses = learn(dict(zip(GRID, values, strict=True)), train, validation)
            yield [*values, *(f"{loss:.5f}" for loss in losses)]


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TABLE)
    parser.add_argument("--only", type=int, help="configurations to train; default: all")
    options = parser.parse_args()
    torch.set_num_threads(1)
    started = time.monotonic()
    table = list(rows(options.only))
    with options.out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)
    print(f"{len(table) - 1} configurations in {time.monotonic() - started:.0f} s: {options.out}")


if __name__ == "__main__":
    main()
