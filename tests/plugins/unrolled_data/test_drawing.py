import pytest

from unrolled import DataError
from unrolled_data.drawing import drawn_splits
from unrolled_data.sizes import SizesConfig

SIZES = SizesConfig(train=200, validation=20, test=30)


def split(draw, seed=1, sizes=SIZES):
    return drawn_splits(sizes, seed, draw, lambda example: example["number"])


def number(below):
    return lambda rng: {"number": int(rng.integers(below))}


def test_no_key_is_in_two_splits_though_there_are_few():
    splits = {name: {example["number"] for example in examples} for name, examples in split(number(100)).items()}
    assert splits["train"].isdisjoint(splits["validation"] | splits["test"])
    assert splits["validation"].isdisjoint(splits["test"])


def test_every_split_has_the_size_that_is_asked_for():
    sizes = {name: len(list(examples)) for name, examples in split(number(1000)).items()}
    assert sizes == {"train": 200, "validation": 20, "test": 30}


def test_the_training_split_can_be_iterated_again_and_is_the_same():
    train = split(number(1000))["train"]
    assert list(train) == list(train)


def test_another_seed_draws_other_examples_and_a_larger_training_split_leaves_the_others_alone():
    assert split(number(10**9))["test"] == split(number(10**9), sizes=SIZES.model_copy(update={"train": 9}))["test"]
    assert split(number(10**9))["test"] != split(number(10**9), seed=2)["test"]


def test_examples_that_are_used_up_are_told_instead_of_drawn_for_ever():
    with pytest.raises(DataError, match="validation and test hold all examples that there are"):
        list(split(number(2))["train"])
