"""Every law of streams turns red for a task that breaks it, and stays green for one that does not."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cross_entropy

from unrolled import Component, Config, SequenceTask
from unrolled.runtime.stream import Stream
from unrolled.testing import NotApplicable, streams
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in streams.LAWS}
MUTANTS = []


class MutantConfig(Config):
    """A task of the tests."""


def subject(task_class):
    def build(config, /, *, encoder, inputs, schema):
        return task_class(encoder, inputs)

    return Subject(Component("task", "mutant", MutantConfig, build, roles={"input": ("text",)}), MutantConfig())


def breaks(*laws):
    """Register a task class with the laws that must turn red for it."""

    def register(task_class):
        MUTANTS.extend(pytest.param(law, subject(task_class), id=f"{law}-{task_class.__name__}") for law in laws)
        return task_class

    return register


class Healthy(SequenceTask):
    """Says the next id of a stream."""

    def __init__(self, encoder, inputs):
        super().__init__()
        self.name, self.embedding, self.encoder = inputs["input"].name, inputs["input"].embedding, encoder
        self.out = torch.nn.Linear(encoder.output_size, self.embedding.num_embeddings)

    def stream(self, train, columns):
        return Stream(self.name, train.ragged(self.name).values, columns=columns, steps=5)

    def encoded(self, ids_BT, state):
        lengths_B = torch.full((len(ids_BT),), ids_BT.shape[1] - 1)
        return self.encoder(self.embedding(ids_BT[:, :-1]), lengths_B, state)

    def piece_loss(self, batch, state):
        ids_BT = batch.fields[self.name].values
        encoded = self.encoded(ids_BT, state)
        logits_NV = self.out(encoded.y_BTH).flatten(0, 1)
        return cross_entropy(logits_NV, ids_BT[:, 1:].flatten()), encoded.state


@breaks("the-loss-of-a-piece-is-a-finite-scalar")
class LossOfEachColumn(Healthy):
    def piece_loss(self, batch, state):
        loss, behind = super().piece_loss(batch, state)
        return loss.expand(batch.size), behind


@breaks("the-loss-of-a-piece-is-a-finite-scalar")
class NothingBeforeTheState(Healthy):
    def piece_loss(self, batch, state):
        loss, behind = super().piece_loss(batch, state)
        return loss if state else loss * torch.nan, behind


@breaks("pieces-carry-on-where-the-one-before-ended")
class BeginsAnew(Healthy):
    def encoded(self, ids_BT, state):
        return super().encoded(ids_BT, None)


@breaks("pieces-carry-on-where-the-one-before-ended")
class ReadsTheLastIdTwice(Healthy):
    def encoded(self, ids_BT, state):
        return super().encoded(torch.cat([ids_BT, ids_BT[:, -1:]], 1), state)


@breaks("pieces-carry-on-where-the-one-before-ended")
class CarriesAStateThatItDoesNotUse(Healthy):
    def piece_loss(self, batch, state):
        return super().piece_loss(batch, None)[0], super().piece_loss(batch, state)[1]


@breaks("pieces-carry-on-where-the-one-before-ended")
class CarriesNothing(Healthy):
    def piece_loss(self, batch, state):
        return super().piece_loss(batch, None)[0], ()


@breaks("the-last-id-of-a-piece-is-said-and-not-read")
class SaysWhatItReads(Healthy):
    def piece_loss(self, batch, state):
        ids_BT = batch.fields[self.name].values
        encoded = self.encoded(ids_BT, state)
        return cross_entropy(self.out(encoded.y_BTH).flatten(0, 1), ids_BT[:, :-1].flatten()), encoded.state


@breaks("the-last-id-of-a-piece-is-said-and-not-read")
class ReadsTheLastId(Healthy):
    def encoded(self, ids_BT, state):
        return super().encoded(torch.cat([ids_BT[:, 1:], ids_BT[:, -1:]], 1), state)


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_task_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_streams_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_task(law):
    assert LAWS[law].breach(subject(Healthy)) is None


@pytest.mark.parametrize("law", LAWS)
def test_a_task_that_reads_no_stream_has_no_part_in_it(law):
    class Whole(Healthy):
        def stream(self, train, columns):
            return None

    with pytest.raises(NotApplicable, match="it reads no stream"):
        LAWS[law].breach(subject(Whole))
