"""Sentence scores in log space, with the lecture's own figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.language.log_space import chain_rule, odds, ranked

APPLE_AND_PAIR, APPLE_AND_PEAR = 3.2e-15, 5.7e-10


@pytest.mark.system("L01")
def test_the_lectures_second_sentence_is_178125_times_as_probable():
    scores = {
        "the apple and pair salad": math.log(APPLE_AND_PAIR),
        "the apple and pear salad": math.log(APPLE_AND_PEAR),
    }
    assert [round(score, 3) for score in scores.values()] == [-33.376, -21.285]
    (first, certain), (second, ratio) = ranked(scores)
    assert (first, second) == ("the apple and pear salad", "the apple and pair salad")
    assert certain == 1.0
    assert ratio == pytest.approx(178_125, rel=1e-9)


@pytest.mark.system("L01")
@given(probabilities=st.lists(st.floats(0.01, 1), min_size=1, max_size=50))
def test_the_chain_rules_product_is_exp_of_the_sum(probabilities):
    assert math.exp(chain_rule(probabilities)) == pytest.approx(math.prod(probabilities), rel=1e-9)


@pytest.mark.system("L01")
def test_ten_thousand_steps_do_not_underflow():
    probabilities = [1e-4] * 10_000
    assert math.prod(probabilities) == 0.0
    assert chain_rule(probabilities) == pytest.approx(10_000 * math.log(1e-4))
    assert odds(chain_rule(probabilities), chain_rule([*probabilities, 0.5])) == pytest.approx(2)


def test_odds_beyond_any_float_are_infinite():
    assert odds(0.0, -1e6) == math.inf
    assert odds(-1e6, 0.0) == 0.0
