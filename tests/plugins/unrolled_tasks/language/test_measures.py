"""Figures of merit of a language model."""

import math

import pytest

from unrolled_tasks.language.measures import figures


def test_bits_are_counted_by_token_and_by_character():
    rows = [
        {"log_probability": -6 * math.log(2), "tokens": 2, "characters": 9},
        {"log_probability": -2 * math.log(2), "tokens": 2, "characters": 7},
    ]
    assert figures(rows) == {
        "loss": pytest.approx(2 * math.log(2)),
        "perplexity": pytest.approx(4),
        "bits_per_token": pytest.approx(2),
        "bits_per_character": pytest.approx(0.5),
    }


def test_a_text_without_tokens_costs_nothing():
    assert figures([{"log_probability": 0.0, "tokens": 0, "characters": 0}])["perplexity"] == 1


def test_a_perplexity_beyond_any_float_is_infinite():
    assert figures([{"log_probability": -8000.0, "tokens": 10, "characters": 40}])["perplexity"] == math.inf
