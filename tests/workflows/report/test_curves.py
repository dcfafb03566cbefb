from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from unrolled.contracts import Monitor
from unrolled_workflows.report.curves import best_epoch, curves
from unrolled_workflows.report.figures import figures
from unrolled_workflows.report.tables import epochs, scores

ACCURACY = Monitor("accuracy", "max")


def rows(**columns):
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize(
    ("values", "mode", "best"),
    [
        ([0.5, 0.9, 0.9], "max", 2),
        ([0.5, 0.2, 0.2], "min", 2),
        ([float("nan"), 0.3, 0.2], "max", 2),
        (["0.5", "", "0.7"], "max", 3),
        ([None, None, None], "max", None),
    ],
)
def test_the_best_epoch_is_the_first_with_the_best_value(values, mode, best):
    assert best_epoch(rows(epoch=[1, 2, 3], validation_accuracy=values), Monitor("accuracy", mode)) == best


def test_the_loss_comes_first_and_the_monitored_metric_next():
    given = rows(epoch=[1], step=[5], validation_f1=[1], validation_accuracy=[1], train_loss=[1], validation_loss=[1])
    drawn = curves(given, ACCURACY)
    assert list(drawn) == ["loss", "accuracy", "f1"]
    assert [curve.split for curve in drawn["loss"]] == ["train", "validation"]


def test_a_metric_without_a_value_gets_no_figure():
    assert curves(rows(epoch=[1], train_loss=[""], validation_loss=[None]), ACCURACY) == {}


def test_a_missing_value_leaves_a_gap_in_its_curve_only():
    drawn = curves(rows(epoch=[1, 2], train_loss=["", "0.5"], validation_loss=["0.7", "0.6"]), ACCURACY)
    assert [(curve.epochs, curve.values) for curve in drawn["loss"]] == [([2], [0.5]), ([1, 2], [0.7, 0.6])]


def test_every_figure_is_one_that_plotly_accepts(facts):
    for figure in figures(facts()):
        go.Figure(json.loads(json.dumps(figure.spec), object_hook=black))


def black(found):
    return {
        key: "#000000" if isinstance(value, str) and value.startswith("--") else value for key, value in found.items()
    }


def test_the_best_epoch_is_marked_on_every_validation_curve(facts):
    for figure in figures(facts()):
        (mark,) = [trace for trace in figure.spec["data"] if trace["mode"] == "markers"]
        assert mark["x"] == [2]


def test_a_figure_says_in_words_what_it_shows(facts):
    assert figures(facts())[0].summary == (
        "Loss by epoch. Train: 0.700 at epoch 1, 0.400 at epoch 3, 0.500 at the best epoch, 2."
        " Validation: 0.600 at epoch 1, 0.550 at epoch 3, 0.500 at the best epoch, 2."
    )


def test_a_figure_of_one_split_names_it(facts):
    assert [figure.title for figure in figures(facts())] == ["Loss", "Accuracy, validation"]


def test_the_curves_are_a_table_too(facts):
    headings, cells = epochs(facts())
    assert headings == ["epoch", "train loss", "validation loss", "validation accuracy"]
    assert cells[1] == ["2", "0.500", "0.500", "0.800"]


def test_the_scores_begin_with_the_test_split_and_the_monitored_metric(facts):
    made = facts(metrics={"validation": {"loss": 0.5, "accuracy": 0.8}, "test": {"loss": 0.6}, "extra": {"bleu": 31.0}})
    assert scores(made) == (
        ["split", "accuracy", "bleu", "loss"],
        [["test", "", "", "0.600"], ["validation", "0.800", "", "0.500"], ["extra", "", "31.00", ""]],
    )


def test_a_metric_that_no_epoch_changes_is_not_drawn_unless_it_is_watched(facts):
    still = {"validation_accuracy": [1.0, 1.0], "validation_naive": [2.0, 2.0]}
    learned = rows(epoch=[1, 2], validation_loss=[0.5, 0.4], **still)
    drawn = [figure.title for figure in figures(facts(curves=learned, monitor=ACCURACY))]
    assert drawn == ["Loss, validation", "Accuracy, validation"]
