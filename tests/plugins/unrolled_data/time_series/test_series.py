import gzip
import sys
from collections import Counter
from importlib.metadata import distributions

import numpy as np
import pytest

from unrolled import DataError
from unrolled_data.time_series import (
    BasicMotionsConfig,
    JapaneseVowelsConfig,
    SktimeConfig,
    basic_motions_dataset,
    japanese_vowels_dataset,
    sktime_ts_dataset,
)

needs_sktime = pytest.mark.skipif(not list(distributions(name="sktime")), reason="sktime is not installed")
HEADER = "@problemName Small\n@data\n"


def read(seed=1, **section):
    return sktime_ts_dataset.build(SktimeConfig.parse(section)).read(seed=seed)


def sizes(splits):
    return {split: len(examples) for split, examples in splits.items()}


def test_validation_is_taken_from_the_training_file_class_by_class(folder):
    rows = "".join(f"{number}.5,1:{'ab'[number % 2]}\n" for number in range(40))
    folder(train__ts=HEADER + rows, test__ts=HEADER + "1,2:a\n")
    splits = read(train="train.ts", test="test.ts", validation_share=0.2)
    assert sizes(splits) == {"train": 32, "validation": 8, "test": 1}
    assert Counter(example["label"] for example in splits["validation"]) == {"a": 4, "b": 4}


def test_packed_files_are_read_and_local_files_are_declared(folder):
    packed = gzip.compress((HEADER + "1:a\n2:a\n3:b\n4:b\n").encode())
    folder(train__ts__gz=packed, test__ts__gz=packed)
    section = {"train": "train.ts.gz", "test": "test.ts.gz"}
    assert sizes(read(**section)) == {"train": 2, "validation": 2, "test": 4}
    assert sktime_ts_dataset.build(SktimeConfig.parse(section)).inputs.files == ("train.ts.gz", "test.ts.gz")


def test_classes_of_one_series_each_leave_nothing_to_choose_an_epoch_by(folder):
    folder(train__ts=HEADER + "1:a\n2:b\n", test__ts=HEADER + "1:a\n")
    with pytest.raises(DataError, match="no class has two series"):
        read(train="train.ts", test="test.ts")


def test_missing_files_are_named(folder):
    folder(train__ts=HEADER + "1:a\n")
    with pytest.raises(DataError, match=r"tests\.ts: there is no such file"):
        read(train="train.ts", test="tests.ts")


@needs_sktime
def test_the_vowels_have_the_published_split():
    splits = japanese_vowels_dataset.build(JapaneseVowelsConfig()).read(seed=1)
    assert sizes(splits) == {"train": 243, "validation": 27, "test": 370}
    lengths = {len(example["series"]) for examples in splits.values() for example in examples}
    assert (min(lengths), max(lengths)) == (7, 29)
    assert {example["series"].shape[1] for example in splits["test"]} == {12}
    assert Counter(example["label"] for example in splits["validation"]) == dict.fromkeys("123456789", 3)


@needs_sktime
def test_the_motions_have_the_published_split():
    splits = basic_motions_dataset.build(BasicMotionsConfig()).read(seed=1)
    assert sizes(splits) == {"train": 32, "validation": 8, "test": 40}
    assert {example["series"].shape for example in splits["test"]} == {(100, 6)}
    assert {example["label"] for example in splits["train"]} == {"Standing", "Walking", "Running", "Badminton"}


@needs_sktime
def test_the_shipped_vowels_are_those_of_the_archive(shared):
    train, test = (str(shared / "data" / "speech" / f"JapaneseVowels_{part}.ts.gz") for part in ("TRAIN", "TEST"))
    ours, theirs = read(train=train, test=test), japanese_vowels_dataset.build(JapaneseVowelsConfig()).read(seed=1)
    for split, examples in ours.items():
        assert all(np.array_equal(a["series"], b["series"]) for a, b in zip(examples, theirs[split], strict=True))


@pytest.mark.parametrize(
    ("name", "component"), [("JapaneseVowels", japanese_vowels_dataset), ("BasicMotions", basic_motions_dataset)]
)
def test_the_shipped_files_are_declared_and_a_missing_package_named(name, component, monkeypatch):
    dataset = component.build(component.config())
    assert dataset.inputs.packaged == tuple(
        ("sktime", f"sktime/datasets/data/{name}/{name}_{part}.ts") for part in ("TRAIN", "TEST")
    )
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(DataError, match=r"the package 'sktime' is not installed.*unrolled\[examples\]"):
        dataset.read(seed=1)
