"""Every law of embeddings turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from unrolled import Component, Config
from unrolled.runtime.vectors import VectorLearner
from unrolled.testing import NotApplicable, embeddings
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in embeddings.LAWS}
MUTANTS = []


class MutantConfig(Config):
    """An embedding of the tests."""


def subject(embedding_class):
    def build(config, /, *, vocab_size):
        return embedding_class(vocab_size)

    return Subject(Component("embedding", "mutant", MutantConfig, build), MutantConfig())


def breaks(law):
    """Register an embedding class with the law that must turn red for it."""

    def register(embedding_class):
        MUTANTS.append(pytest.param(law, subject(embedding_class), id=f"{law}-{embedding_class.__name__}"))
        return embedding_class

    return register


class InChunks(VectorLearner):
    """Learns by calling a function, a half of the vectors a chunk."""

    title, unit, chunks = "fit", "tokens", 2

    def __init__(self, fit):
        super().__init__()
        self.fit = fit
        self.register_buffer("table_VE", torch.from_numpy(fit()) * 0)

    def amount(self, _chunk):
        return 1

    def learn(self, chunk):
        self.table_VE[chunk::2] = torch.from_numpy(self.fit())[chunk::2]
        return {"loss": 0.0}

    def vectors(self):
        return self.table_VE.numpy()


class Healthy:
    dim = 4
    learner_class = InChunks

    def __init__(self, vocab_size):
        self.vocab_size = vocab_size

    def learner(self, corpus, *, seed, threads):
        assert threads == 1
        return self.learner_class(lambda: self.fit(corpus, seed=seed))

    def fit(self, corpus, *, seed):
        counts_V1 = np.bincount(corpus.ids_N, minlength=self.vocab_size)[:, None]
        return (np.random.default_rng(seed).random((self.vocab_size, self.dim)) * counts_V1).astype(np.float32)

    def module(self, vectors_VE):
        table_VE = torch.tensor(vectors_VE)
        table_VE[0] = 0
        return torch.nn.Embedding.from_pretrained(table_VE, freeze=False, padding_idx=0)


class Fixed(Healthy):
    def learner(self, _corpus, **_how):
        return None

    def module(self, _vectors_VE):
        return torch.nn.Embedding.from_pretrained(torch.eye(self.vocab_size, 4), padding_idx=0)


class Wrapped(torch.nn.Module):
    """A layer around another's outputs."""

    def __init__(self, inner, change):
        super().__init__()
        self.inner = inner
        self.change = change

    def forward(self, ids_BT):
        return self.change(self.inner(ids_BT), ids_BT)


@breaks("learned-vectors-are-one-finite-row-an-id")
class OneRowTooFew(Healthy):
    def fit(self, corpus, **how):
        return super().fit(corpus, **how)[1:]


@breaks("learned-vectors-are-one-finite-row-an-id")
class DoubleVectors(Healthy):
    def fit(self, corpus, **how):
        return super().fit(corpus, **how).astype(np.float64)


@breaks("learned-vectors-are-one-finite-row-an-id")
class DividesByZero(Healthy):
    def fit(self, corpus, **how):
        vectors_VE = super().fit(corpus, **how)
        vectors_VE[0] = np.nan
        return vectors_VE


@breaks("learned-vectors-are-one-finite-row-an-id")
class SortsTheCorpusInPlace(Healthy):
    def fit(self, corpus, **how):
        corpus.ids_N.sort()
        return super().fit(corpus, **how)


@breaks("the-same-seed-learns-the-same-bytes")
class IgnoresTheSeed(Healthy):
    seeds = itertools.count()

    def fit(self, corpus, **how):
        return super().fit(corpus, **how | {"seed": next(self.seeds)})


class ForgetsInAKill(InChunks):
    """Half of what it knows stands in no buffer."""

    known = 0

    def learn(self, chunk):
        self.known += 1
        self.table_VE += self.known * torch.from_numpy(self.fit())
        return {}


@breaks("what-a-kill-leaves-goes-on-to-the-same-bytes")
class KeepsACounterOfItsOwn(Healthy):
    learner_class = ForgetsInAKill


@breaks("what-was-learned-reaches-the-outputs")
class DropsWhatItLearned(Healthy):
    def module(self, vectors_VE):
        return super().module(np.ones_like(vectors_VE))


@breaks("outputs-are-float32-of-its-width")
class WiderThanItSays(Healthy):
    dim = 4

    def module(self, vectors_VE):
        return super().module(np.concatenate([vectors_VE, vectors_VE], 1))


@breaks("outputs-are-float32-of-its-width")
class DoubleOutputs(Healthy):
    def module(self, vectors_VE):
        return super().module(vectors_VE).double()


@breaks("padding-gives-zeros")
class PaddingIsAWord(Healthy):
    def module(self, _vectors_VE):
        return torch.nn.Embedding.from_pretrained(torch.ones(self.vocab_size, 4), freeze=False)


@breaks("padding-takes-no-gradient")
class PaddingLearns(Healthy):
    def module(self, vectors_VE):
        layer = super().module(vectors_VE)
        layer.padding_idx = None
        return layer


@breaks("gradients-reach-the-vectors")
class Detached(Healthy):
    def module(self, vectors_VE):
        return Wrapped(super().module(vectors_VE), lambda x_BTE, _: x_BTE.detach())


@breaks("gradients-reach-the-vectors")
class OnlyFrequentWordsLearn(Healthy):
    def module(self, vectors_VE):
        layer = super().module(vectors_VE)
        return Wrapped(layer, lambda x_BTE, ids_BT: torch.where(ids_BT[..., None] > 6, x_BTE.detach(), x_BTE))


@breaks("saved-and-loaded-it-gives-the-same-outputs")
class HidesItsTable(Healthy):
    def module(self, vectors_VE):
        scale = torch.rand(())
        return Wrapped(super().module(vectors_VE), lambda x_BTE, _: x_BTE * scale)


@breaks("the-same-seed-builds-the-same-layer")
class DrawsFromElsewhere(Healthy):
    random = torch.Generator()

    def module(self, vectors_VE):
        scale = torch.rand((), generator=self.random)
        return Wrapped(super().module(vectors_VE), lambda x_BTE, _: x_BTE * scale)


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_an_embedding_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_embeddings_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_embedding(law):
    assert LAWS[law].breach(subject(Healthy)) is None


@pytest.mark.parametrize(
    "law",
    [
        "learned-vectors-are-one-finite-row-an-id",
        "the-same-seed-learns-the-same-bytes",
        "what-was-learned-reaches-the-outputs",
        "padding-takes-no-gradient",
        "gradients-reach-the-vectors",
    ],
)
def test_laws_of_learning_say_nothing_about_fixed_vectors(law):
    with pytest.raises(NotApplicable):
        LAWS[law].breach(subject(Fixed))
