import math

import pytest

from unrolled_workflows.claims.gain import CONDITIONS, V01, crossing, measure_gain
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def figures(lab):
    return measure_gain(lab, gains=(0.5, 0.9, 1.1, 2.0))


def test_the_crossing_is_interpolated_in_logarithms():
    assert crossing({1.0: 0.1, 4.0: 10.0}) == pytest.approx(2)


def test_a_gradient_that_never_grows_has_no_crossing():
    assert crossing({1.0: 0.1, 2.0: 0.2}) == math.inf


@pytest.mark.system("V01")
def test_gradients_explode_above_a_gain_of_one_and_vanish_below(figures):
    for condition in CONDITIONS:
        assert figures[f"{condition}, gain 2"].low > 1
        assert figures[f"{condition}, gain 0.5"].high < 1e-9
    assert figures["tanh, small inputs, gain of no change"].value == pytest.approx(1, abs=0.2)


@pytest.mark.system("V01")
def test_gradients_end_as_not_a_number(figures):
    assert figures["gradients not finite, gain 3, 300 steps"].low > 0.5


@pytest.mark.system("V01")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({}, "HOLDS"),
        ({"relu, gain 2": Figure(0.5)}, "DEPENDS"),
        ({"tanh, gain 0.5": Figure(2.0)}, "DEPENDS"),
        ({"tanh, small inputs, gain of no change": Figure(1.6)}, "DEPENDS"),
        ({"gradients not finite, gain 3, 300 steps": Figure(0.0)}, "DEPENDS"),
    ],
)
def test_the_verdict_on_exploding_gradients_follows_the_figures(figures, contrary, outcome):
    assert V01.judge({**figures, **contrary}).outcome == outcome
