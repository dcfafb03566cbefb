"""The host's training loop against a bare PyTorch loop over the same model and the same batches.

python benchmarks/overhead.py [--json]

Both put batches together, take the loss's value, clip, and step; the host also guards, counts, saves and probes.
Epochs of the two sides take turns; a figure is the median of the epochs' mean step.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np
import torch
from torch import nn

from cell_sides import make_cell
from table import Row, print_rows
from unrolled import SequenceTask
from unrolled.contracts import Batch, FieldKind, Monitor, Ragged, Sequences
from unrolled.runtime.batches import ChunkLoader
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.sampler import BatchSampler
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig

FIELDS: dict[str, FieldKind] = {"text": "text", "label": "label"}
VOCAB_SIZE = 1000
SHARE_GOAL, TINY_GOAL = 0.02, 0.1


@dataclass(frozen=True, slots=True)
class Size:
    """Of a training.

    Args:
        examples: of an epoch.
        batch_size: examples a step.
        words: of the longest example.
        width: of embedding and state.
        epochs: measured.
    """

    examples: int
    batch_size: int
    words: int
    width: int
    epochs: int


MAIN = Size(examples=3000, batch_size=50, words=50, width=128, epochs=7)
TINY = Size(examples=2000, batch_size=4, words=5, width=8, epochs=7)


class Classifier(SequenceTask):
    """Embedding, a bidirectional LSTM, the largest of its outputs, a linear layer.

    Args:
        width: of embedding and state.
    """

    monitor = Monitor("loss", "min")

    def __init__(self, width: int) -> None:
        super().__init__()
        unroll = UnrollConfig(bidirectional=True)
        self.embedding = nn.Embedding(VOCAB_SIZE, width, padding_idx=0)
        self.encoder = build_encoder(lambda size: make_cell("lstm", size, {"hidden_size": width}), width, unroll)
        self.output = nn.Linear(2 * width, 2)

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean cross-entropy."""
        text, label_B = cast("Sequences", batch.fields["text"]), cast("torch.Tensor", batch.fields["label"])
        y_BTH = self.encoder(self.embedding(text.values), text.lengths_B).y_BTH
        return nn.functional.cross_entropy(self.output(y_BTH.amax(1)), label_B)

    def predict(self, batch: Batch) -> list[dict[str, float]]:
        """Return nothing to score: validation is no part of the comparison."""
        return [{"loss": 0.0} for _ in range(batch.size)]

    def score(self, rows: object) -> dict[str, float]:  # noqa: ARG002 - the contract's signature
        """Return a constant."""
        return {"loss": 0.0}


@dataclass(slots=True)
class Clock:
    """A progress that notes when each step ended, and lets the other side run an epoch after each of ours.

    Args:
        steps: of an epoch.
        other: runs an epoch of the other side.
    """

    steps: int
    other: Callable[[], None]
    seconds: list[float] = field(default_factory=list[float])
    _done: int = 0
    _started: float = 0.0

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""

    def advance(self, amount: float, **figures: float) -> None:  # noqa: ARG002 - the contract's signature
        """Count a step."""
        now = time.perf_counter()
        self._done += 1
        if self._done % self.steps == 1:
            self._started = now
        elif self._done % self.steps == 0:
            self.seconds.append((now - self._started) / (self.steps - 1))
            self.other()


def bare(task: Classifier, split: Split, size: Size, seconds: list[float]) -> Callable[[], None]:
    """Return an epoch of a bare loop, which notes the seconds of its mean step."""
    sampler = BatchSampler(split.size, size.batch_size, seed=7)
    optimizer = torch.optim.Adam(task.parameters(), foreach=True)

    def step(batch: Batch) -> None:
        optimizer.zero_grad()
        loss = task.loss(batch)
        loss.item()
        loss.backward()
        nn.utils.clip_grad_norm_(task.parameters(), 1.0)
        optimizer.step()

    def epoch() -> None:
        batches = (batch for chunk in ChunkLoader(split, sampler) for batch in chunk)
        step(next(batches))
        started, rest = time.perf_counter(), sampler.batches_per_epoch - 1
        for batch in batches:
            step(batch)
        seconds.append((time.perf_counter() - started) / rest)

    return epoch


def compare(size: Size) -> tuple[float, float]:
    """Return the median seconds of a step: the host's and the bare loop's.

    Args:
        size: of the training.
    """
    with tempfile.TemporaryDirectory() as place:
        train, validation = (_split(Path(place) / f"{name}.arrow", size) for name in ("train", "validation"))
        torch.manual_seed(0)
        theirs: list[float] = []
        clock = Clock(-(-size.examples // size.batch_size), bare(Classifier(size.width), train, size, theirs))
        settings = TrainConfig(epochs=size.epochs, batch_size=size.batch_size)
        work = Path(place) / "work"
        task = Classifier(size.width)
        fit(task, train, validation, settings, lengths_field=None, seed=7, work=work, progress=clock)
    return median(clock.seconds), median(theirs)


def _split(path: Path, size: Size) -> Split:
    random = np.random.default_rng(1)
    lengths = random.integers(1, size.words + 1, size.examples)
    texts = Ragged.of([random.integers(1, VOCAB_SIZE, n).tolist() for n in lengths])
    write_split(path, FIELDS, [{"text": texts, "label": (lengths % 2).tolist()}])
    return Split.open(path, FIELDS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    options = parser.parse_args()
    torch.set_num_threads(1)
    (ours, theirs), (tiny, bare_tiny) = compare(MAIN), compare(TINY)
    rows = [
        Row(f"a step of {theirs * 1e3:.1f} ms, share above", "bare loop", ours / theirs - 1, SHARE_GOAL, lower=True),
        Row(
            f"a step of {bare_tiny * 1e3:.2f} ms, ms above",
            "bare loop",
            (tiny - bare_tiny) * 1e3,
            TINY_GOAL,
            lower=True,
        ),
    ]
    print_rows(rows, as_json=options.json)


if __name__ == "__main__":
    main()
