"""Figures of merit."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.scores import accuracy, macro_f1, mean

PAIRS = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "b")]


def test_accuracy_is_the_share_of_hits():
    assert accuracy(PAIRS) == 3 / 5


def test_macro_f1_is_the_mean_over_classes():
    a, b, c = 2 * 1 / (2 + 1), 2 * 2 / (2 + 4), 0.0
    assert macro_f1(PAIRS) == pytest.approx((a + b + c) / 3)


def test_a_class_that_is_only_predicted_counts():
    assert macro_f1([("a", "a"), ("a", "b")]) == pytest.approx((2 / 3 + 0) / 2)


@given(values=st.lists(st.floats(-1e9, 1e9), min_size=1), seed=st.integers(0, 9))
def test_the_mean_does_not_depend_on_the_order(values, seed):
    turned = random.Random(seed).sample(values, len(values))
    assert mean(values) == mean(turned)
    assert math.isclose(mean(values), sum(values) / len(values), abs_tol=1e-3)
