from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled_workflows.report.confusion import MOST_CLASSES, frequent, matrix


def pairs(*given: tuple[object, object]) -> list[dict[str, object]]:
    return [{"label": label, "predicted": predicted} for label, predicted in given]


def test_the_matrix_counts_what_each_class_was_taken_for(facts):
    rows = matrix(facts())
    assert [[cell.count for cell in row.cells] for row in rows] == [[2, 0], [1, 1]]
    assert [(row.recall, row.precision) for row in rows] == [(1.0, pytest.approx(2 / 3)), (0.5, 1.0)]


def test_labels_may_be_names(facts):
    made = facts(predictions=pairs(("negative", "positive"), ("odd", "odd")))
    assert [row.name for row in matrix(made)] == ["negative", "positive", "odd"]


def test_a_class_without_examples_has_no_recall(facts):
    made = facts(predictions=pairs((0, 0)))
    assert [(row.recall, row.precision) for row in matrix(made)] == [(1.0, 1.0), (None, None)]


def test_predictions_without_labels_have_no_matrix(facts):
    made = facts(predictions=[{"log_probability": -1.0, "tokens": 1, "loss": 1.0}])
    assert matrix(made) == []
    assert frequent(made) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_every_example_is_in_one_cell(facts, found):
    rows = matrix(facts(classes="abcde", predictions=pairs(*found)))
    assert sum(cell.count for row in rows for cell in row.cells) == len(found)
    assert sum(row.cells[place].count for place, row in enumerate(rows)) == sum(a == b for a, b in found)
    assert all(0 <= cell.shade <= 10 for row in rows for cell in row.cells)


def test_too_many_classes_for_a_matrix_are_listed_by_their_confusions(facts):
    classes = [f"class {place}" for place in range(MOST_CLASSES + 1)]
    found = [(place, place) for place in range(len(classes))] + [(3, 1), (3, 1), (2, 1), (0, 5)]
    made = facts(classes=classes, predictions=pairs(*found))
    assert matrix(made) == []
    assert frequent(made) == [
        ("class 3", "class 1", 2),
        ("class 0", "class 5", 1),
        ("class 2", "class 1", 1),
    ]
