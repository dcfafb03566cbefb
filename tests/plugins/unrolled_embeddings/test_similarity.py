"""The cosine of the lecture's feature table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_embeddings.similarity import cosine

FEATURES = {
    "man": [-1, 0.01, 0.03, 0.04],
    "woman": [1, 0.02, 0.02, 0.01],
    "king": [-0.95, 0.93, 0.07, 0.02],
    "queen": [0.97, 0.95, 0.69, 0.01],
    "apple": [0, -0.01, 0.03, 0.95],
    "orange": [0.01, 0, 0.02, 0.97],
}
"""Gender, royal, age and food, as printed."""


@pytest.mark.system("E04")
@pytest.mark.parametrize(("u", "v", "expected"), [("apple", "orange", 0.9998), ("man", "woman", -0.9971)])
def test_the_cosine_has_the_figures_of_the_lecture(u: str, v: str, expected: float):
    assert cosine(FEATURES[u], FEATURES[v]) == pytest.approx(expected, abs=5e-5)


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
