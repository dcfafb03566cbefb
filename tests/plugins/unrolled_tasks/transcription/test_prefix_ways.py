"""The beginnings of texts, frame by frame."""

from __future__ import annotations

import math

import pytest

from unrolled_tasks.transcription.prefix_ways import Ways, extended, log_sum


def test_a_symbol_again_needs_a_blank_before_it_to_count_twice():
    first = {(1,): Ways(symbol=0.0)}
    again = extended(first, [math.log(0.5), math.log(0.5)])
    assert again[1,] == Ways(math.log(0.5), math.log(0.5))
    assert (1, 1) not in again
    assert extended(again, [math.log(0.5), math.log(0.5)])[1, 1].symbol == pytest.approx(math.log(0.25))


def test_the_logarithm_of_a_sum_knows_what_never_happens():
    assert log_sum(-math.inf, -math.inf) == -math.inf
    assert log_sum(-math.inf, -3.0) == -3.0
    assert log_sum(math.log(0.25), math.log(0.5)) == pytest.approx(math.log(0.75))
