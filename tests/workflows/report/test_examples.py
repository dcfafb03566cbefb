from __future__ import annotations

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled_workflows.report.examples import WORST, worst


def losses(facts, *values):
    return facts(predictions=[{"loss": value} for value in values], texts=[str(value) for value in values])


def test_the_highest_loss_comes_first_and_equals_keep_their_order(facts):
    made = facts(predictions=[{"loss": value} for value in (1.0, 3.0, 2.0, 3.0)], texts=list("abcd"))
    assert [example.start for example in worst(made)] == ["b", "d", "c", "a"]


def test_a_loss_that_is_not_a_number_is_the_worst_of_all(facts):
    assert [example.start for example in worst(losses(facts, 1.0, math.nan, 9.0))] == ["nan", "9.0", "1.0"]


def test_only_the_worst_are_shown(facts):
    assert len(worst(losses(facts, *map(float, range(100))))) == WORST


def test_predictions_without_a_loss_have_no_worst(facts):
    assert worst(facts(predictions=[{"label": 0}], texts=["x"])) == []


def test_a_loss_with_nothing_beside_it_is_no_example(facts):
    assert worst(facts(predictions=[{"loss": 1.0}], texts=[""])) == []


def test_a_regression_shows_both_numbers(facts):
    made = facts(predictions=[{"loss": 1.0, "target": 2.0, "predicted": 3.0}], texts=[""])
    assert worst(made)[0].figures == {"loss": "1.000", "target": "2.000", "predicted": "3.000"}


def test_a_classification_shows_what_the_model_thought(facts):
    assert worst(facts())[0].figures == {
        "loss": "1.609", "label": "positive", "predicted": "negative", "p(label)": "0.200",
    }  # fmt: skip


def test_a_language_model_shows_the_length(facts):
    made = facts(predictions=[{"log_probability": -9.0, "tokens": 2, "loss": 4.5}], texts=["one two"], classes=())
    assert worst(made)[0].figures == {"loss": "4.500", "tokens": "2"}


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab \n", min_size=1, max_size=900))
def test_a_long_text_is_cut_in_two_and_loses_nothing(facts, text):
    (example,) = worst(facts(predictions=[{"loss": 1.0}], texts=[text]))
    assert example.start + example.rest == text
    assert len(example.start) <= 400
