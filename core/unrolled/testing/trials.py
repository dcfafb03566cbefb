"""A task built around a tiny encoder, with a batch that it can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from unrolled.contracts import TOKENIZED, Batch, Input, Schema
from unrolled.contracts.data import FieldKind
from unrolled.testing.batches import CLASSES, FRAME_SIZE, VOCAB_SIZE, values
from unrolled.testing.law import Subject
from unrolled.testing.tensors import LENGTHS, seeded
from unrolled.testing.texts import Words
from unrolled.testing.trial_parts import TrialParts


@dataclass(frozen=True, slots=True)
class Trial:
    """A task in evaluation mode, and a batch for it.

    Args:
        name: which kind of input it was given.
        task: built by the component under test.
        parts: what it was given to learn with: the encoder, the input's embedding where it has one, and what it
            had made besides.
        batch: with a field for every role.
        given: names of the fields that new examples have: the input's, and those of optional roles.
    """

    name: str
    task: Any
    parts: Mapping[str, nn.Module]
    batch: Batch
    given: tuple[str, ...]


def trials(subject: Subject, seed: int = 0) -> Iterator[Trial]:
    """Yield a task and a batch for every kind of input that the task can read.

    Args:
        subject: the task's component and config.
        seed: of the weights; the batch is always the same.
    """
    component = subject.component
    required: dict[str, FieldKind] = {
        role: kinds[0] for role, kinds in component.roles.items() if role not in component.optional
    }
    for kind in component.roles["input"]:
        yield _trial(subject, {**required, "input": kind}, seed)
    if component.optional:
        yield _trial(subject, {role: kinds[0] for role, kinds in component.roles.items()}, seed)
    if "scorer" in component.parts_of(subject.config):
        yield _trial(subject, required, seed, attends=True)


def _trial(subject: Subject, kinds: Mapping[str, FieldKind], seed: int, *, attends: bool = False) -> Trial:
    """Return a task for fields of some kinds, by role."""
    component, parts = subject.component, TrialParts()
    with seeded(seed):
        inputs = {role: _input(role, kind) for role, kind in kinds.items()}
        encoder = parts.encoder(inputs["input"].size)
        more = parts.makers(component.parts_of(subject.config), attends=attends)
        task = component.build(subject.config, encoder=encoder, inputs=inputs, schema=_schema(kinds), **more)
    with seeded(1):
        fields = {_field(role): values(kind) for role, kind in kinds.items()}
    if embedding := inputs["input"].embedding:
        parts.made["embedding"] = embedding
    name = f"input of kind {kinds['input']}{', with attention' * attends}"
    name += "".join(f", with {role}" for role in component.optional if role in kinds)
    given = tuple(_field(role) for role in kinds if role == "input" or role in component.optional)
    return Trial(name, task.eval(), parts.made, Batch(fields, torch.arange(len(LENGTHS))), given)


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
