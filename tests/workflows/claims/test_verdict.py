import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.claims.verdict import Figure, geometric_mean_over_seeds, mean_over_seeds, outcome_of

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=16)


def test_the_interval_of_a_mean_is_that_of_student():
    # 2 and 4: mean 3, standard error 1, one degree of freedom.
    figure = mean_over_seeds([2.0, 4.0], "ms")
    assert (figure.value, figure.unit) == (3.0, "ms")
    assert figure.interval == pytest.approx((3 - 12.706, 3 + 12.706))


@given(values=VALUES)
def test_the_mean_lies_within_its_interval(values):
    figure = mean_over_seeds(values)
    assert figure.low <= figure.value <= figure.high


@given(values=st.lists(st.floats(1e-20, 1e20), min_size=2, max_size=8))
def test_a_geometric_mean_is_as_far_from_its_bounds_in_ratio(values):
    figure = geometric_mean_over_seeds(values)
    assert math.log(figure.high / figure.value) == pytest.approx(
        math.log(figure.value / figure.low), rel=1e-6, abs=1e-9
    )


def test_a_gradient_of_nought_is_no_error_of_the_geometric_mean():
    assert geometric_mean_over_seeds([0.0, 0.0]).value < 1e-300


def test_values_that_are_not_finite_leave_a_mean_without_bounds():
    assert mean_over_seeds([1.0, math.nan]).interval == (-math.inf, math.inf)
    assert geometric_mean_over_seeds([1.0, math.inf]).interval == (0, math.inf)


def test_a_figure_without_seeds_is_its_own_bounds():
    figure = Figure(2.5)
    assert (figure.low, figure.high) == (2.5, 2.5)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(32_896), "32,896"),
        (Figure(4.73, "MiB"), "4.730 MiB"),
        (Figure(0.5, "", (0.25, 0.75)), "0.500 [0.250, 0.750]"),
        (Figure(5.01e7), "5.01e+07"),
    ],
)
def test_a_figure_shows_value_unit_and_interval(figure, text):
    assert str(figure) == text


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [([True, True], "HOLDS"), ([True, False], "DEPENDS"), ([False, False], "FAILS")],
)
def test_a_claim_depends_where_it_holds_under_some_conditions(answers, outcome):
    assert outcome_of(answers) == outcome
