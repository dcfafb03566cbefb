"""Cosines and differences of the lecture's feature table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.vectors import WordVectors, cosine, unit


@pytest.mark.system("E01", "E04")
@pytest.mark.parametrize(("u", "v", "expected"), [("apple", "orange", 0.9998), ("man", "woman", -0.9971)])
def test_the_cosine_has_the_figures_of_the_lecture(features: Callable[..., WordVectors], u, v, expected):
    table = features()
    assert cosine(table.vector(u), table.vector(v)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.system("E03")
@pytest.mark.parametrize("pair", [("man", "woman"), ("king", "queen")])
def test_a_relation_is_one_difference_whatever_the_pair(features: Callable[..., WordVectors], pair):
    """The lecture: about [-2, 0, 0, 0] for both; king's age is .70 here, of which it prints .07."""
    table = features(king=[-0.95, 0.93, 0.70, 0.02])
    difference_E = table.vector(pair[0]) - table.vector(pair[1])
    assert difference_E.tolist() == pytest.approx([-2, 0, 0, 0], abs=0.1)


@pytest.mark.system("E04")
@given(
    st.lists(st.floats(-9, 9), min_size=3, max_size=3).filter(lambda u: sum(x * x for x in u) > 1e-3), st.floats(0.1, 9)
)
def test_length_does_not_matter_and_direction_does(u: list[float], scale: float):
    assert cosine(u, [scale * x for x in u]) == pytest.approx(1)
    assert cosine(u, [-scale * x for x in u]) == pytest.approx(-1)


def test_a_zero_vector_has_no_cosine():
    with pytest.raises(ValueError, match="no direction"):
        cosine([0, 0], [1, 0])


def test_unit_vectors_have_length_one_and_zero_stays_zero():
    vectors_VE = np.array([[3, 4], [0, 0]], np.float32)
    assert unit(vectors_VE).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]]


@pytest.mark.system("E14")
def test_one_hot_vectors_know_no_likeness_and_features_do(features: Callable[..., WordVectors]):
    table = features()
    one_hot_VV = np.eye(len(table), dtype=np.float32)
    assert {cosine(*pair) for pair in combinations(one_hot_VV, 2)} == {0.0}
    assert cosine(table.vector("apple"), table.vector("orange")) > 0.99
    assert abs(cosine(table.vector("apple"), table.vector("king"))) < 0.1
