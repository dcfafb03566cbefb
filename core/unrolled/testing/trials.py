"""A task built around a tiny encoder, with a batch that it can read.

Shapes: B batch, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from unrolled.contracts import TOKENIZED, Batch, Cell, Input, Schema, State
from unrolled.contracts.data import FieldKind
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled.testing.batches import CLASSES, FRAME_SIZE, VOCAB_SIZE, values
from unrolled.testing.law import Subject
from unrolled.testing.tensors import LENGTHS, seeded
from unrolled.testing.texts import Words


class TanhCell(nn.Module):
    """h' = tanh(W x + U h): the smallest cell that remembers.

    Args:
        input_size: width of the input, I.
    """

    output_size = 5

    def __init__(self, input_size: int) -> None:
        super().__init__()
        self.sum = nn.Linear(input_size + self.output_size, self.output_size)

    def initial_state(self, batch_size: int) -> State:
        """Return h_BH of zeros.

        Args:
            batch_size: number of sequences, B.
        """
        return (self.sum.weight.new_zeros(batch_size, self.output_size),)

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        h_BH = torch.tanh(self.sum(torch.cat([x_BI, state[0]], 1)))
        return h_BH, (h_BH,)


@dataclass(frozen=True, slots=True)
class Trial:
    """A task in evaluation mode, and a batch for it.

    Args:
        name: which kind of input it was given.
        task: built by the component under test.
        parts: what it was given to learn with: the encoder, and the input's embedding where it has one.
        batch: with a field for every role.
        source: name of the input's field.
    """

    name: str
    task: Any
    parts: Mapping[str, nn.Module]
    batch: Batch
    source: str


def trials(subject: Subject, seed: int = 0) -> Iterator[Trial]:
    """Yield a task and a batch for every kind of input that the task can read.

    Args:
        subject: the task's component and config.
        seed: of the weights; the batch is always the same.
    """
    roles = subject.component.roles
    for kind in roles["input"]:
        yield _trial(subject, {**{role: choices[0] for role, choices in roles.items()}, "input": kind}, seed)


def _trial(subject: Subject, kinds: Mapping[str, FieldKind], seed: int) -> Trial:
    """Return a task for fields of some kinds, by role."""
    with seeded(seed):
        inputs = {role: _input(role, kind) for role, kind in kinds.items()}
        encoder = build_encoder(_tiny_cell, inputs["input"].size, UnrollConfig())
        task = subject.component.build(subject.config, encoder=encoder, inputs=inputs, schema=_schema(kinds))
    with seeded(1):
        fields = {_field(role): values(kind) for role, kind in kinds.items()}
    embedding = inputs["input"].embedding
    parts = {"encoder": encoder, "embedding": embedding} if embedding else {"encoder": encoder}
    batch = Batch(fields, torch.arange(len(LENGTHS)))
    return Trial(f"input of kind {kinds['input']}", task.eval(), parts, batch, _field("input"))


def _tiny_cell(input_size: int) -> Cell:
    """Return the encoder's cell; the annotation is what pyright checks the cell against."""
    return TanhCell(input_size)


def _field(role: str) -> str:
    """Return the field that fills a role: under a name of its own, so that none is taken for the other."""
    return f"some_{role}"


def _input(role: str, kind: FieldKind) -> Input:
    """Return a field as the task is to see it."""
    if kind in TOKENIZED:
        embedding = nn.Embedding(VOCAB_SIZE, FRAME_SIZE, padding_idx=0)
        return Input(_field(role), kind, Words(VOCAB_SIZE), embedding, FRAME_SIZE)
    return Input(_field(role), kind, None, None, FRAME_SIZE if kind == "frames" else 0)


def _schema(kinds: Mapping[str, FieldKind]) -> Schema:
    """Return what a data stage would have found."""
    classes = {_field(role): CLASSES for role, kind in kinds.items() if kind in {"label", "labels"}}
    sizes = {"train": len(LENGTHS), "validation": len(LENGTHS), "test": len(LENGTHS)}
    return Schema({_field(role): kind for role, kind in kinds.items()}, classes, sizes)
