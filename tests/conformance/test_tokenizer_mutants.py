"""Every law of tokenizers turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools

import pytest

from unrolled import Component, Config
from unrolled.testing import tokenizers
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in tokenizers.LAWS}
MUTANTS = []


class MutantConfig(Config):
    """A tokenizer of the tests."""


def subject(tokenizer_class):
    return Subject(Component("tokenizer", "mutant", MutantConfig, tokenizer_class), MutantConfig())


def breaks(law):
    """Register a tokenizer class with the law that must turn red for it."""

    def register(tokenizer_class):
        MUTANTS.append(pytest.param(law, subject(tokenizer_class), id=f"{law}-{tokenizer_class.__name__}"))
        return tokenizer_class

    return register


class Healthy:
    specials = {"<pad>": 0, "<unk>": 1}  # noqa: RUF012 - no mutant changes it in place

    def __init__(self, _config):
        self.words = []

    @property
    def vocab_size(self):
        return len(self.specials) + len(self.words)

    def fit(self, texts):
        self.words = sorted({word for text in texts for word in text.split()})
        return self

    def encode(self, text):
        return [2 + self.words.index(word) if word in self.words else 1 for word in text.split()]

    def decode(self, ids):
        return " ".join(["<pad>", "<unk>", *self.words][number] for number in ids if number)

    def state(self):
        return {"words": self.words}

    def restore(self, state):
        self.words = state["words"]
        return self


@breaks("the-padding-id-is-zero-and-encodes-nothing")
class PadsWithOne(Healthy):
    specials = {"<unk>": 0, "<pad>": 1}  # noqa: RUF012


@breaks("the-padding-id-is-zero-and-encodes-nothing")
class EncodesUnknownWordsAsPadding(Healthy):
    def encode(self, text):
        return [number if number > 1 else 0 for number in super().encode(text)]


@breaks("ids-lie-in-the-vocabulary")
class CountsOneTooFew(Healthy):
    vocab_size = property(lambda self: len(self.words))


@breaks("specials-are-ids-of-the-vocabulary")
class TwoSpecialsOfOneId(Healthy):
    specials = {"<pad>": 0, "<unk>": 1, "<eos>": 1}  # noqa: RUF012


@breaks("an-empty-text-has-no-ids")
class EndsNothing(Healthy):
    def encode(self, text):
        return [*super().encode(text), 1]


@breaks("fitting-does-not-depend-on-how-the-stream-is-cut")
class PeeksIntoTheStream(Healthy):
    def fit(self, texts):
        next(iter(texts))
        return super().fit(texts)


@breaks("fitting-does-not-depend-on-how-the-stream-is-cut")
class LearnsFromEarlierFits(Healthy):
    fits = itertools.count()

    def fit(self, texts):
        super().fit(texts)
        self.words += [f"fit{next(self.fits)}"]
        return self


@breaks("encoding-changes-nothing")
class LearnsWhileItEncodes(Healthy):
    def encode(self, text):
        self.words += [word for word in text.split() if word not in self.words]
        return super().encode(text)


@breaks("what-it-learned-survives-json")
class KeysOfIntegers(Healthy):
    def state(self):
        return dict(enumerate(self.words))

    def restore(self, state):
        self.words = list(state.values())
        return self


@breaks("what-it-learned-survives-json")
class ForgetsALastWord(Healthy):
    def restore(self, state):
        return super().restore({"words": state["words"][:-1]})


@breaks("decoding-drops-padding")
class ShowsPadding(Healthy):
    def decode(self, ids):
        return " ".join(["<pad>", "<unk>", *self.words][number] for number in ids)


@breaks("decoding-is-the-way-back")
class DecodesInCapitals(Healthy):
    def decode(self, ids):
        return super().decode(ids).upper()


@breaks("decoding-is-the-way-back")
class DecodesWithoutSpaces(Healthy):
    def decode(self, ids):
        return super().decode(ids).replace(" ", "")


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_tokenizer_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_tokenizers_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_tokenizer(law):
    assert LAWS[law].breach(subject(Healthy)) is None
