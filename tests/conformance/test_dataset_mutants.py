"""Every law of datasets turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools

import pytest

from unrolled import Component, Config, Inputs
from unrolled.testing import datasets
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in datasets.LAWS}
MUTANTS = []
EXAMPLE = {
    "text": "good film",
    "tokens": ["good", "film"],
    "label": "pos",
    "labels": ["A", "N"],
    "frames": [[0.0, 1.0], [2.0, 3.0]],
    "number": 1.5,
}


class MutantConfig(Config):
    """A dataset of the tests."""


def subject(dataset_class):
    return Subject(Component("dataset", "mutant", MutantConfig, dataset_class), MutantConfig())


def breaks(law):
    """Register a dataset class with the law that must turn red for it."""

    def register(dataset_class):
        MUTANTS.append(pytest.param(law, subject(dataset_class), id=f"{law}-{dataset_class.__name__}"))
        return dataset_class

    return register


class Healthy:
    inputs = Inputs(packaged=(("pytest", "pytest/__init__.py"),))

    def __init__(self, _config):
        self.fields = {name: name for name in EXAMPLE}

    def read(self, *, seed):
        return {
            "train": ({**EXAMPLE, "number": float(seed + k)} for k in range(5)),
            "validation": [EXAMPLE],
            "test": [EXAMPLE],
            "unlabelled": [{"text": "so so", "tokens": ["so", "so"]}],
        }


def with_split(name, split, examples):
    """Return a dataset class one of whose splits is another."""

    def read(self, *, seed):
        return {**Healthy.read(self, seed=seed), split: examples}

    return type(name, (Healthy,), {"read": read})


@breaks("declared-files-exist")
class NamesAFileThatIsNotThere(Healthy):
    inputs = Inputs(files=("nowhere/reviews.csv",))


@breaks("declared-files-exist")
class NamesAPackageThatIsNotThere(Healthy):
    inputs = Inputs(packaged=(("no-such-distribution", "reviews.csv"),))


@breaks("declared-files-exist")
class NamesAFileThatThePackageLacks(Healthy):
    inputs = Inputs(packaged=(("pytest", "reviews.csv"),))


def without_split(split):
    """Return a dataset class that lacks a split."""

    def read(self, *, seed):
        return {name: examples for name, examples in Healthy.read(self, seed=seed).items() if name != split}

    return type(f"Lacks_{split}", (Healthy,), {"read": read})


for lacking in ("train", "validation", "test"):
    breaks("splits-are-the-known-ones")(without_split(lacking))
breaks("splits-are-the-known-ones")(with_split("CallsItDev", "dev", [EXAMPLE]))
breaks("no-split-for-training-is-empty")(with_split("EmptyTrain", "train", []))
for field, value in [
    ("text", 3),
    ("tokens", "good film"),
    ("tokens", ["good", 3]),
    ("label", 1),
    ("labels", [1, 2]),
    ("frames", []),
    ("frames", [[0.0], [1.0, 2.0]]),
    ("frames", [[1, 2]]),
    ("number", "1.5"),
]:
    breaks("examples-hold-the-declared-fields")(with_split(f"{field}={value}", "test", [{**EXAMPLE, field: value}]))
breaks("examples-hold-the-declared-fields")(with_split("MissingField", "test", [{"text": "good film"}]))
breaks("examples-hold-the-declared-fields")(with_split("UnknownField", "test", [{**EXAMPLE, "id": 3.0}]))
breaks("examples-hold-the-declared-fields")(with_split("LabelledUnlabelled", "unlabelled", [EXAMPLE]))
breaks("examples-hold-the-declared-fields")(with_split("UnlabelledInPart", "unlabelled", [{"text": "so so"}]))
breaks("examples-hold-the-declared-fields")(with_split("UnlabelledOfNothing", "unlabelled", [{}]))


@breaks("examples-hold-the-declared-fields")
class UnlabelledWithoutText(Healthy):
    def __init__(self, _config):
        self.fields = {"number": "number"}

    def read(self, *, seed):
        return {split: [{"number": float(seed)}] for split in ("train", "validation", "test", "unlabelled")}


@breaks("fields-are-known-before-reading")
class LearnsItsFieldsFromTheFile(Healthy):
    def __init__(self, _config):
        self.fields = {}

    def read(self, *, seed):
        self.fields = {name: name for name in EXAMPLE}
        return super().read(seed=seed)


@breaks("the-same-seed-reads-the-same-examples")
class IgnoresTheSeed(Healthy):
    seeds = itertools.count()

    def read(self, **_how):
        return super().read(seed=next(self.seeds))


@breaks("the-same-seed-reads-the-same-examples")
class GrowsAtEveryReading(Healthy):
    seeds = itertools.count(1)

    def read(self, *, seed):
        return {**super().read(seed=seed), "test": [EXAMPLE] * next(self.seeds)}


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_dataset_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_datasets_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


def test_unlabelled_text_is_optional():
    assert LAWS["splits-are-the-known-ones"].breach(subject(without_split("unlabelled"))) is None


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_dataset(law):
    assert LAWS[law].breach(subject(Healthy)) is None
