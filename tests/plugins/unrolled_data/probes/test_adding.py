import numpy as np
import pytest

from unrolled_data.probes import AddingConfig, adding_dataset


def read(split="test", seed=1, **section):
    return list(adding_dataset.build(AddingConfig.parse(section)).read(seed=seed)[split])


def test_the_sum_is_that_of_the_two_marked_numbers_one_in_each_half():
    for example in read(length=30, test=200):
        numbers_T, marks_T = example["series"].T
        first, second = np.flatnonzero(marks_T)
        assert first < 15 <= second
        assert example["sum"] == pytest.approx(float(numbers_T[first] + numbers_T[second]))


def test_numbers_are_uniform_from_0_to_1():
    numbers = np.concatenate([example["series"][:, 0] for example in read(test=1000)])
    assert 0 <= numbers.min() < numbers.max() < 1
    assert np.allclose(np.quantile(numbers, [0.25, 0.5, 0.75]), [0.25, 0.5, 0.75], atol=0.01)


def test_answering_1_costs_a_sixth():
    sums = np.array([example["sum"] for example in read(test=5000, length=10)])
    assert np.mean((sums - 1) ** 2) == pytest.approx(1 / 6, rel=0.05)


def test_lengths_are_exact_or_spread_to_as_much_more_as_is_asked_for():
    assert {len(example["series"]) for example in read(length=40)} == {40}
    assert {len(example["series"]) for example in read(length=40, spread=0.1)} == {40, 41, 42, 43, 44}
