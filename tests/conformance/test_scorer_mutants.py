"""Every law of attention scorers turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import pytest
import torch

from unrolled import Component, Config
from unrolled.testing import scorers
from unrolled.testing.law import Subject
from unrolled.testing.trial_parts import ProductScorer

LAWS = {law.name: law for law in scorers.LAWS}
MUTANTS = []


class MutantConfig(Config):
    """A scorer of the tests."""


def subject(scorer_class):
    def build(config, /, *, query_size, key_size):
        return scorer_class(query_size, key_size)

    return Subject(Component("scorer", "mutant", MutantConfig, build), MutantConfig())


def breaks(law):
    """Register a scorer class with the law that must turn red for it."""

    def register(scorer_class):
        MUTANTS.append(pytest.param(law, subject(scorer_class), id=f"{law}-{scorer_class.__name__}"))
        return scorer_class

    return register


@breaks("every-place-has-a-finite-score")
class ScoresThePlaceAfterTheLast(ProductScorer):
    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return torch.nn.functional.pad(super().forward(query_BQ, memory_BTQ, previous_BT), (0, 1))


@breaks("every-place-has-a-finite-score")
class DividesByTheWeightsBefore(ProductScorer):
    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return super().forward(query_BQ, memory_BTQ, previous_BT) / previous_BT


@breaks("padding-never-changes-a-score")
class DividesByThePlaces(ProductScorer):
    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return super().forward(query_BQ, memory_BTQ, previous_BT) / previous_BT.shape[1]


@breaks("scores-do-not-depend-on-the-batch")
class CentresOverTheBatch(ProductScorer):
    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return super().forward(query_BQ - query_BQ.mean(0), memory_BTQ, previous_BT)


@breaks("the-query-decides")
class LooksAtTheKeysAlone(ProductScorer):
    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return super().forward(torch.ones_like(query_BQ), memory_BTQ, previous_BT)


@breaks("saved-and-loaded-it-gives-the-same-scores")
class KeepsAWeightToItself(ProductScorer):
    def __init__(self, query_size, key_size):
        super().__init__(query_size, key_size)
        self.scale = torch.rand(())

    def forward(self, query_BQ, memory_BTQ, previous_BT):
        return self.scale * super().forward(query_BQ, memory_BTQ, previous_BT)


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_scorer_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_scorers_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_scorer(law):
    assert LAWS[law].breach(subject(ProductScorer)) is None
