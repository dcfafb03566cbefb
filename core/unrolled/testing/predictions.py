"""Laws of a task's predictions and of their scores."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

import torch

from unrolled.contracts import Batch
from unrolled.testing.batches import padded, picked
from unrolled.testing.law import NotApplicable, Subject, book, expect
from unrolled.testing.trials import Trial, trials

Rows = list[dict[str, Any]]
TOLERANCE = 1e-4
"""Of float32: between the batch shapes that a kernel treats differently."""


def predictions_are_one_plain_row_an_example(subject: Subject) -> None:
    """``predict`` gives one row an example, of JSON types as they are and finite numbers."""
    for trial in trials(subject):
        rows = _predict(trial, trial.batch)
        expect(len(rows) == trial.batch.size, f"{trial.name}: {len(rows)} rows", f"{trial.batch.size} rows")
        for row in rows:
            expect(json.loads(json.dumps(row, allow_nan=False)) == row, f"{trial.name}: {row}", "plain JSON types")


def new_examples_need_no_target(subject: Subject) -> None:
    """``predict`` gives rows for new examples, and these know neither ``label``, ``target`` nor ``loss``."""
    if not subject.component.roles.keys() - {"input", *subject.component.optional}:
        raise NotApplicable("it has no role besides the input, so no example lacks a target")
    for trial in trials(subject):
        rows = _predict(trial, Batch({name: trial.batch.fields[name] for name in trial.given}, trial.batch.rows_B))
        expect(len(rows) == trial.batch.size, f"{trial.name}: {len(rows)} rows", f"{trial.batch.size} rows")
        for row in rows:
            known = {name: row[name] for name in ("label", "target", "loss") if row.get(name) is not None}
            expect(not known, f"{trial.name}: {known} without a target", "neither label, target nor loss")


def predictions_do_not_depend_on_the_batch(subject: Subject) -> None:
    """An example's row is the same alone, in a batch, and in a batch of another order."""
    for trial in trials(subject):
        expected = _predict(trial, trial.batch)
        alone = [row for k in range(trial.batch.size) for row in _predict(trial, picked(trial.batch, [k]))]
        _alike(alone, expected, f"{trial.name}: rows predicted one by one")
        turned = _predict(trial, picked(trial.batch, list(range(trial.batch.size))[::-1]))[::-1]
        _alike(turned, expected, f"{trial.name}: rows predicted in the opposite order")


def padding_never_changes_a_prediction(subject: Subject) -> None:
    """More padding behind the sequences leaves every row as it is."""
    for trial in trials(subject):
        found = _predict(trial, padded(trial.batch, 3))
        _alike(found, _predict(trial, trial.batch), f"{trial.name}: rows with more padding")


def scores_are_finite_and_hold_the_loss_and_the_monitor(subject: Subject) -> None:
    """``score`` gives finite floats, ``loss`` and the monitored metric among them."""
    for trial in trials(subject):
        score = trial.task.score(_predict(trial, trial.batch))
        wanted = {"loss", trial.task.monitor.metric}
        expect(wanted <= set(score), f"{trial.name}: metrics {sorted(score)}", f"{sorted(wanted)} among them")
        odd = {name: value for name, value in score.items() if type(value) is not float or not math.isfinite(value)}
        expect(not odd, f"{trial.name}: {odd}", "finite floats")


def scores_do_not_depend_on_the_order_of_rows(subject: Subject) -> None:
    """``score`` gives the same metrics for the same rows in any order."""
    for trial in trials(subject):
        rows = _predict(trial, trial.batch)
        expected = trial.task.score(rows)
        for order in ([3, 2, 1, 0], [1, 3, 0, 2]):
            found = trial.task.score([rows[k] for k in order])
            _alike(found, expected, f"{trial.name}: metrics of the rows in the order {order}")


def scoring_is_pure(subject: Subject) -> None:
    """``score`` gives the same metrics twice and leaves the rows as they are, read back from JSON too."""
    for trial in trials(subject):
        rows = _predict(trial, trial.batch)
        kept = deepcopy(rows)
        expected = trial.task.score(rows)
        expect(rows == kept, f"{trial.name}: rows changed by score", "rows as they were")
        expect(trial.task.score(rows) == expected, f"{trial.name}: other metrics the second time", expected)
        read = trial.task.score(json.loads(json.dumps(rows)))
        expect(read == expected, f"{trial.name}: {read} for rows read back from JSON", expected)


def _predict(trial: Trial, batch: Batch) -> Rows:
    """Return what a task predicts as the host asks for it: in evaluation mode and without gradients."""
    with torch.no_grad():
        return trial.task.predict(batch)


def _alike(found: Any, expected: Any, what: str) -> None:
    """Raise unless plain values agree, floats up to rounding."""
    expect(_agree(found, expected), f"{what} are {found!r:.300}", f"{expected!r:.300}")


def _agree(found: Any, expected: Any) -> bool:
    """Return whether plain values agree, floats up to rounding."""
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        ours, theirs = cast("Mapping[str, Any]", expected), cast("Mapping[str, Any]", found)
        return ours.keys() == theirs.keys() and all(_agree(theirs[name], ours[name]) for name in ours)
    if isinstance(expected, list) and isinstance(found, list):
        wanted, given = cast("Sequence[Any]", expected), cast("Sequence[Any]", found)
        return len(wanted) == len(given) and all(map(_agree, given, wanted))
    return type(found) is type(expected) and found == expected


LAWS = book(
    predictions_are_one_plain_row_an_example,
    new_examples_need_no_target,
    predictions_do_not_depend_on_the_batch,
    padding_never_changes_a_prediction,
    scores_are_finite_and_hold_the_loss_and_the_monitor,
    scores_do_not_depend_on_the_order_of_rows,
    scoring_is_pure,
)
