"""A training small enough to be killed often: run as a script, it trains in children that it forks.

``python tiny_training.py kill DIR FAULT[,FAULT...]...`` kills a training at each fault of a list in turn, lets it end,
and prints a digest a list; the first list, empty, is the training that is left alone.
``python tiny_training.py threads DIR`` prints the digest of a training with two threads.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from unrolled import SequenceTask
from unrolled.contracts import Monitor
from unrolled.durable import faultpoints
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.seeding import seed_everything, set_threads
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig

FIELDS = {"text": "text", "label": "label"}
VOCAB = 12
SETTINGS = {
    "epochs": 3,
    "batch_size": 8,
    "learning_rate": 0.1,
    "schedule": "plateau",
    "warmup_steps": 3,
    "checkpoint_every": 4,
}


class TinyTask(SequenceTask):
    """Says whether id 3 occurs; with dropout, so that every step draws."""

    monitor = Monitor("accuracy", "max")

    def __init__(self, hidden_size=6):
        super().__init__()
        self.embedding = torch.nn.Embedding(VOCAB, 5, padding_idx=0)
        self.gru = torch.nn.GRU(5, hidden_size, batch_first=True)
        self.dropout = torch.nn.Dropout(0.3)
        self.output = torch.nn.Linear(hidden_size, 2)

    def logits(self, batch):
        text = batch.fields["text"]
        y_BTH, _ = self.gru(self.embedding(text.values))
        return self.output(self.dropout(y_BTH[torch.arange(batch.size), text.lengths_B - 1]))

    def loss(self, batch):
        return torch.nn.functional.cross_entropy(self.logits(batch), batch.fields["label"])

    def predict(self, batch):
        labels_B, logits_B2 = batch.fields["label"], self.logits(batch)
        losses = torch.nn.functional.cross_entropy(logits_B2, labels_B, reduction="none").tolist()
        columns = zip(labels_B.tolist(), logits_B2.argmax(1).tolist(), losses, strict=True)
        return [{"label": label, "predicted": predicted, "loss": loss} for label, predicted, loss in columns]

    def score(self, rows):
        hits = sum(row["label"] == row["predicted"] for row in rows)
        return {"loss": sum(row["loss"] for row in rows) / len(rows), "accuracy": hits / len(rows)}


class WideTask(TinyTask):
    """Sums over enough values for the sum to depend on how many threads share it."""

    def __init__(self):
        super().__init__(hidden_size=128)

    def loss(self, batch):
        y_BTH, _ = self.gru(self.embedding(batch.fields["text"].values))
        return super().loss(batch) + y_BTH.sum() / 100


class Leaky(torch.nn.Linear):
    """A cell that forgets a part of its state at each step."""

    output_size = 3

    def initial_state(self, batch_size):
        return (self.weight.new_zeros(batch_size, 3),)

    def step(self, x_BI, state):
        h_BH = state[0].lerp(self(torch.cat([x_BI, *state], dim=1)).tanh(), 0.5)
        return h_BH, (h_BH,)


class UnrolledTask(TinyTask):
    """As ``TinyTask``, with cells that the host unrolls, so that there is a gradient flow to measure."""

    def __init__(self):
        super().__init__()
        del self.gru
        unroll = UnrollConfig(bidirectional=True, dropout=0.3, backend="hoisted")
        self.encoder = build_encoder(lambda size: Leaky(size + 3, 3), 5, unroll)

    def logits(self, batch):
        text = batch.fields["text"]
        encoded = self.encoder(self.embedding(text.values), text.lengths_B)
        return self.output(self.dropout(encoded.last_BH))


class Silence:
    """A progress that shows nothing."""

    def start(self, what, total, unit):
        pass

    def advance(self, amount, **figures):
        pass

    def stop(self):
        pass


def split(directory, name, size, seed, longest=9):
    """Write and open a split of random ids, the label saying whether 3 is among them."""
    random = np.random.default_rng(seed)
    texts = [random.integers(1, VOCAB, random.integers(0, longest)).tolist() for _ in range(size)]
    path = Path(directory) / f"{name}.arrow"
    write_split(path, FIELDS, [{"text": texts, "label": [int(3 in ids) for ids in texts]}])
    return Split.open(path, FIELDS)


def train(directory, work, *, progress=None, make=TinyTask, examples=80, longest=9, fit_options=None, **settings):
    """Train a fresh task in ``work``; the same arguments give the same result."""
    config = TrainConfig(**{**SETTINGS, **settings})
    seed_everything(1)
    return fit(
        make(),
        split(directory, "train", examples, 1, longest),
        split(directory, "validation", 30, 2),
        config,
        lengths_field="text",
        seed=7,
        work=Path(work),
        progress=progress or Silence(),
        **(fit_options or {}),
    )


def digest(fitted):
    """Return what identifies a result: weights, curves and gradient flow, to the last bit."""
    shown = json.dumps([fitted.curves, fitted.flow], sort_keys=True)
    return hashlib.sha256(save(dict(fitted.state_dict)) + shown.encode()).hexdigest()


def in_child(directory, work, fault, result):
    """Train in a forked process; return its exit code, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        faultpoints._plan = faultpoints._parse(fault)
        result.write_text(digest(train(directory, work, make=UnrolledTask, probe_every=5)))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill(directory, lists):
    """Print the digest of one training a list, killed at each of the list's faults before it ends."""
    set_threads(1)
    for number, faults in enumerate(lists):
        work, result = directory / f"work-{number}", directory / f"result-{number}"
        for fault in filter(None, faults.split(",")):
            code = in_child(directory, work, fault, result)
            if code != -signal.SIGKILL:
                sys.exit(f"{fault}: the training ended with {code}, it was not killed")
        code = in_child(directory, work, "", result)
        sys.stdout.write((result.read_text() if code == 0 else f"exit code {code}") + "\n")


if __name__ == "__main__":
    mode, folder, *rest = sys.argv[1:]
    if mode == "kill":
        kill(Path(folder), rest)
    else:
        set_threads(2)
        trained = train(folder, Path(folder) / "work", make=WideTask, batch_size=64, longest=40, epochs=1)
        sys.stdout.write(digest(trained) + "\n")
