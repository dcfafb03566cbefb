"""Every law of tokenizers of series turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from unrolled import Component, Config
from unrolled.contracts import Ragged
from unrolled.testing import frame_tokenizers, laws
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in frame_tokenizers.LAWS}
MUTANTS = []


class MutantConfig(Config):
    """A tokenizer of the tests."""


def component(tokenizer_class):
    return Component("tokenizer", "mutant", MutantConfig, tokenizer_class, reads=("frames",))


def subject(tokenizer_class):
    return Subject(component(tokenizer_class), MutantConfig())


def breaks(law):
    """Register a tokenizer class with the law that must turn red for it."""

    def register(tokenizer_class):
        MUTANTS.append(pytest.param(law, subject(tokenizer_class), id=f"{law}-{tokenizer_class.__name__}"))
        return tokenizer_class

    return register


class Healthy:
    """Takes the sum of the training's values away from every value."""

    def __init__(self, _config):
        self.total = 0.0

    def fit(self, series):
        self.total = sum(float(value) for x_TI in series for step in x_TI for value in step)
        return self

    def encode(self, x_TI):
        return np.array(x_TI, np.float32).reshape(-1, 3) - np.float32(self.total)

    def state(self):
        return {"total": self.total}

    def restore(self, state):
        self.total = state["total"]
        return self


@breaks("frames-are-finite-rows-of-one-width")
class GivesDoubles(Healthy):
    def encode(self, x_TI):
        return super().encode(x_TI).astype(np.float64)


@breaks("arrays-are-read-as-lists-are")
class AsksWhetherASeriesIsThere(Healthy):
    def encode(self, x_TI):
        return super().encode(x_TI or [])


@breaks("frames-are-finite-rows-of-one-width")
class GivesAFrameForNothing(Healthy):
    def encode(self, x_TI):
        return super().encode(x_TI or [[0.0, 0.0, 0.0]])


@breaks("frames-are-finite-rows-of-one-width")
class TakesLogarithms(Healthy):
    def encode(self, x_TI):
        return super().encode(x_TI) * np.float32("inf")


@breaks("frames-are-finite-rows-of-one-width")
class FlattensLongSeries(Healthy):
    def encode(self, x_TI):
        frames_TF = super().encode(x_TI)
        return frames_TF.reshape(-1, 6) if len(frames_TF) == 12 else frames_TF


@breaks("fitting-does-not-depend-on-how-the-stream-is-cut")
class PeeksIntoTheStream(Healthy):
    def fit(self, series):
        next(iter(series))
        return super().fit(series)


@breaks("fitting-does-not-depend-on-how-the-stream-is-cut")
class LearnsFromEarlierFits(Healthy):
    fits = itertools.count()

    def fit(self, series):
        super().fit(series).total += next(self.fits)
        return self


@breaks("encoding-changes-nothing")
class LearnsWhileItEncodes(Healthy):
    def encode(self, x_TI):
        self.total += 1
        return super().encode(x_TI)


@breaks("encoding-changes-nothing")
class WritesIntoTheSeries(Healthy):
    def encode(self, x_TI):
        frames_TF = super().encode(x_TI)
        if x_TI:
            x_TI[0][0] = 0.0
        return frames_TF if not x_TI else super().encode(x_TI)


@breaks("what-it-learned-survives-json")
class KeepsATuple(Healthy):
    def state(self):
        return {"total": (self.total,)}

    def restore(self, state):
        (self.total,) = state["total"]
        return self


@breaks("what-it-learned-survives-json")
class ForgetsAll(Healthy):
    def restore(self, state):
        return self


@breaks("a-batch-has-the-frames-of-its-series")
class PutsABatchInReverse(Healthy):
    def encode_batch(self, batch):
        return Ragged.of([self.encode(x_TI) for x_TI in batch[::-1]])


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_tokenizer_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_frame_tokenizers_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_tokenizer(law):
    assert LAWS[law].breach(subject(Healthy)) is None


def test_the_laws_of_a_component_are_those_of_what_it_reads():
    names = {name for name, _ in laws(component(Healthy))}
    assert set(LAWS) <= names
    assert "ids-lie-in-the-vocabulary" not in names
