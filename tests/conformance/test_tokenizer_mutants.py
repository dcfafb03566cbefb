"""Every law of tokenizers turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from unrolled import Component, Config, DataError
from unrolled.contracts import Ragged
from unrolled.testing import encodings, tokenizers
from unrolled.testing.law import NotApplicable, Subject
from unrolled.testing.texts import SENTENCES, SEQUENCES

LAWS = {law.name: law for law in (*tokenizers.LAWS, *encodings.LAWS)}
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

    def encode_batch(self, texts):
        return Ragged.of([self.encode(text) for text in texts])

    def offsets(self, text):
        return [word.span() for word in re.finditer(r"\S+", text)]

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


@breaks("a-batch-has-the-ids-of-its-texts")
class ForgetsTheLastTextOfABatch(Healthy):
    def encode_batch(self, texts):
        return super().encode_batch(texts[:-1])


@breaks("a-batch-has-the-ids-of-its-texts")
class LearnsTheLengthOfABatch(Healthy):
    def encode_batch(self, texts):
        batch = super().encode_batch(texts)
        return Ragged(batch.values + (len(texts) > 2), batch.offsets_S1)


@breaks("a-batch-has-the-ids-of-its-texts")
class GivesLongIds(Healthy):
    def encode_batch(self, texts):
        batch = super().encode_batch(texts)
        return Ragged(batch.values.astype(np.int64), batch.offsets_S1)


@breaks("offsets-are-slices-of-the-text")
class CountsCharactersFromOne(Healthy):
    def offsets(self, text):
        return [(start + 1, end + 1) for start, end in super().offsets(text)]


@breaks("offsets-are-slices-of-the-text")
class GivesSlicesBackwards(Healthy):
    def offsets(self, text):
        return super().offsets(text)[::-1]


@breaks("offsets-are-slices-of-the-text")
class HasNoSliceForAShortWord(Healthy):
    def offsets(self, text):
        return [(start, end) for start, end in super().offsets(text) if end > start + 1]


@breaks("encoding-changes-nothing")
class RefusesAllText(Healthy):
    def encode(self, text):
        raise DataError("no")


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_tokenizer_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_tokenizers_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_tokenizer(law):
    assert LAWS[law].breach(subject(Healthy)) is None


class Spells:
    """Knows the letters of DNA and refuses all others; gives nothing that is optional."""

    specials = {"<pad>": 0}  # noqa: RUF012
    vocab_size = 5

    def __init__(self, _config):
        pass

    def fit(self, texts):
        return self

    def encode(self, text):
        if set(text.upper()) - set("ACGT"):
            raise DataError("no DNA")
        return ["ACGT".index(letter) + 1 for letter in text.upper()]


def test_a_tokenizer_that_only_encodes_has_no_part_in_the_law_of_offsets():
    with pytest.raises(NotApplicable, match="gives no offsets"):
        LAWS["offsets-are-slices-of-the-text"].breach(subject(Spells))


def test_a_tokenizer_of_dna_is_checked_with_dna():
    assert tokenizers.texts_for(subject(Spells)) == SEQUENCES
    assert tokenizers.texts_for(subject(Healthy)) == SENTENCES


def test_a_tokenizer_needs_encode_only_to_have_batches():
    assert LAWS["a-batch-has-the-ids-of-its-texts"].breach(subject(Spells)) is None
