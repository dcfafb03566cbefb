from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Monitor
from unrolled_workflows.report.verdict import verdict, wilson

MANY = [{"label": 1, "predicted": 1}] * 837 + [{"label": 1, "predicted": 0}] * 229


def test_a_model_that_learned_is_better_than_the_majority_class(facts):
    made = facts(
        metrics={"test": {"accuracy": 0.785}}, predictions=MANY, texts=["x"] * 1066, baseline={"majority_class": 0.507}
    )
    assert str(verdict(made)) == (
        "Test accuracy 0.785 (majority class 0.507), 1,066 examples: better than the majority class by 0.278"
    )


def test_a_model_that_learned_the_wrong_thing_is_worse(facts):
    made = facts(
        metrics={"test": {"accuracy": 0.785}}, predictions=MANY, texts=["x"] * 1066, baseline={"majority_class": 0.9}
    )
    assert str(verdict(made)).endswith("worse than the majority class by 0.115")


def test_a_gain_within_the_interval_is_not_called_a_gain(facts):
    assert str(verdict(facts())).endswith("4 examples: not to be told from the majority class")


def test_a_metric_without_an_interval_can_be_no_better_than_its_baseline(facts):
    made = facts(metrics={"test": {"loss": 0.7}}, monitor=Monitor("loss", "min"), baseline={"constant": 0.7})
    assert str(verdict(made)).endswith("no better than the constant")


def test_a_language_model_is_compared_with_its_lowest_baseline(facts):
    made = facts(
        metrics={"test": {"perplexity": 92.34}},
        monitor=Monitor("perplexity", "min"),
        baseline={"vocabulary_size": 6022, "unigram_model": 310.5},
        predictions=[{"log_probability": -9.0, "tokens": 2, "loss": 4.5}],
        texts=["one"],
    )
    assert str(verdict(made)) == (
        "Test perplexity 92.34 (vocabulary size 6,022, unigram model 310.5), 1 example:"
        " better than the unigram model by 218.2"
    )


def test_without_a_baseline_nothing_is_compared(facts):
    assert str(verdict(facts(baseline={}))) == "Test accuracy 0.750, 4 examples"


def test_without_a_test_split_the_validation_split_is_judged(facts):
    assert str(verdict(facts(metrics={"validation": {"accuracy": 0.8}}))).startswith("Validation accuracy 0.800")


def test_a_metric_that_is_missing_is_said_to_be(facts):
    assert str(verdict(facts(metrics={}))) == "No accuracy was recorded"


@pytest.mark.parametrize(
    ("successes", "trials", "bounds"), [(0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (5, 10, (0.2366, 0.7634))]
)
def test_the_interval_has_its_published_values(successes, trials, bounds):
    assert wilson(successes, trials) == pytest.approx(bounds, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_interval_holds_the_share_and_shrinks_with_more_trials(counts):
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert -1e-12 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1 + 1e-12
    more = wilson(successes * 4, trials * 4)
    assert more[1] - more[0] < high - low


def test_the_interval_stands_beside_an_accuracy_only(facts):
    assert "95 %" in verdict(facts()).remark
    assert not verdict(facts(monitor=Monitor("loss", "min"))).remark


def test_a_score_that_is_not_finite_is_said_to_be(facts):
    assert verdict(facts(metrics={"test": {"accuracy": math.nan}})).score == "Test accuracy not finite"
