"""Whether a classifier is right as often as it says."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.classification.calibration import calibration_error

SURE = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1)


def test_a_classifier_that_is_right_three_times_in_four_when_it_says_so_is_calibrated():
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0


def test_gaps_of_different_bins_do_not_cancel_out():
    too_sure, too_shy = [(0.9, False)] * 2, [(0.6, True)] * 2
    assert calibration_error(too_sure + too_shy) == pytest.approx((0.9 + 0.4) / 2)


def test_a_bin_holds_its_upper_bound():
    apart, together = (6 / 15, False), (6 / 15 + 1e-9, True)
    assert calibration_error([apart, together]) == pytest.approx((6 / 15 + 9 / 15) / 2)
    assert calibration_error([apart, (6 / 15, True)]) == pytest.approx(abs(12 / 15 - 1) / 2)


@given(sure=SURE, seed=st.integers(0, 9))
def test_it_lies_between_0_and_1_and_does_not_depend_on_the_order(sure, seed):
    error = calibration_error(sure)
    assert 0 <= error <= 1
    assert calibration_error(random.Random(seed).sample(sure, len(sure))) == error


@given(sure=SURE)
def test_it_is_at_least_how_far_mean_confidence_is_from_accuracy(sure):
    gap = math.fsum(confidence - right for confidence, right in sure) / len(sure)
    assert calibration_error(sure) >= abs(gap) - 1e-12
