"""How good transcripts are."""

from __future__ import annotations

import pytest

from unrolled import DataError
from unrolled_tasks.transcription.transcript_scores import scores

RIGHT = {"target": "turn off the light", "predicted": "turn off the light", "symbols": 18, "loss": 0.1}
WRONG = {"target": "no", "predicted": "on", "symbols": 2, "loss": 2.0}
SHORT = {"target": "yes", "predicted": "", "symbols": 3}


def test_the_loss_is_that_of_a_symbol_and_rates_are_those_of_the_whole_split():
    assert scores([RIGHT, WRONG]) == {
        "loss": pytest.approx((1.8 + 4) / 20),
        "word_error_rate": pytest.approx(1 / 5),
        "character_error_rate": pytest.approx(2 / 20),
        "unreachable": 0.0,
    }


def test_a_transcript_out_of_reach_has_no_loss_and_counts_as_wrong():
    found = scores([RIGHT, SHORT])
    assert found["loss"] == pytest.approx(0.1)
    assert found["word_error_rate"] == pytest.approx(1 / 5)
    assert found["unreachable"] == 0.5


def test_an_empty_transcript_counts_as_one_symbol():
    assert scores([{"target": "", "predicted": "", "symbols": 0, "loss": 0.5}, WRONG])["loss"] == pytest.approx(1.5)


def test_a_split_out_of_reach_is_an_error():
    with pytest.raises(DataError, match="every transcript has more symbols than its recording has frames"):
        scores([SHORT])
