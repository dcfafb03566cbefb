"""New examples through a trained model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from unrolled.contracts import FieldKind, Ragged, encode_batch
from unrolled.errors import ConfigError, DataError, Problem, listing
from unrolled_workflows.load import LoadedRun

_WANTED: Mapping[FieldKind, str] = {
    "text": "a string",
    "tokens": "a list of strings",
    "frames": "a list of lists of numbers that float32 holds, all of one length",
    "number": "a number that float32 holds",
    "label": "one of the field's classes",
}
_LARGEST = 3.4028234e38
"""Of float32."""


def predict_texts(run: LoadedRun, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the trained model says of each text.

    Args:
        run: that has finished.
        texts: one a row; white space parts them where the input is tokens.

    Raises:
        ConfigError: an example of this run is more than one text.
    """
    fields = given_fields(run)
    (name, kind), *more = fields.items()
    if more or kind not in {"text", "tokens"}:
        said = listing([f"{name} ({kind})" for name, kind in fields.items()])
        what = f"an example of this run is {said}, not one text; give a JSON object a line"
        raise ConfigError(Problem(what, where="unrolled predict", command="unrolled predict --json < FILE"))
    return _predict(run, {name: [text.split() if kind == "tokens" else text for text in texts]})


def predict_lines(run: LoadedRun, lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the trained model says of each example.

    Args:
        run: that has finished.
        lines: JSON objects of field name to value.

    Raises:
        DataError: a line is no such object, or lacks a field; all such lines are in it.
    """
    fields, classes = given_fields(run), _classes(run)
    problems: list[Problem] = []
    columns: dict[str, list[Any]] = {name: [] for name in fields}
    for number, line in enumerate(lines, 1):
        wrong = _complaints(line, fields, classes)
        problems += [Problem(what, where=f"line {number}") for what in wrong]
        for name in fields if not wrong else ():
            columns[name].append(json.loads(line)[name])
    if problems:
        raise DataError(*problems)
    return _predict(run, columns)


def given_fields(run: LoadedRun) -> dict[str, FieldKind]:
    """Return the fields that a new example has, and their kinds: the input, and those that fill optional roles.

    Args:
        run: that has finished.
    """
    experiment = run.experiment
    optional = experiment.components["task"].located.component.optional
    names = [field for role, field in experiment.roles.items() if role == "input" or role in optional]
    return {name: experiment.fields[name] for name in names}


def _classes(run: LoadedRun) -> Mapping[str, tuple[str, ...]]:
    from unrolled_workflows.stages.artifacts import read_schema

    return read_schema(run.workspace.output("tokens")).classes


def _complaints(line: str, fields: Mapping[str, FieldKind], classes: Mapping[str, tuple[str, ...]]) -> list[str]:
    try:
        example = json.loads(line)
    except (ValueError, RecursionError) as error:
        return [f"is no JSON: {error}"]
    if not isinstance(example, dict):
        return [f"is no JSON object with {listing(list(fields))}"]
    return [
        f"'{name}' is missing" if name not in example else f"'{name}' is not {_WANTED[kind]}"
        for name, kind in fields.items()
        if name not in example or not (example[name] in classes[name] if kind == "label" else _is(example[name], kind))
    ]


def _is(value: Any, kind: FieldKind) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "tokens":
            return isinstance(value, list) and all(isinstance(token, str) for token in value)
        case "frames":
            rows = isinstance(value, list) and bool(value) and all(isinstance(row, list) for row in value)
            return (
                rows and len({len(row) for row in value}) == 1 and all(_is(x, "number") for row in value for x in row)
            )
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _predict(run: LoadedRun, columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    from unrolled.runtime.prediction import predict_split
    from unrolled.runtime.splits import Split

    size = len(next(iter(columns.values())))
    if not size:
        return []
    split = Split({name: _encoded(run, name, values) for name, values in columns.items()}, size)
    return predict_split(run.task(), split, run.experiment.train.batch_size)


def _encoded(run: LoadedRun, field: str, values: list[Any]) -> Any:
    import numpy as np

    from unrolled_workflows.stages.artifacts import read_tokenizers
    from unrolled_workflows.stages.model import open_split

    experiment, tokens = run.experiment, run.workspace.output("tokens")
    slot, kind = experiment.slot("tokenizer", field), experiment.fields[field]
    if slot and kind in experiment.components[slot].located.component.reads:
        return encode_batch(read_tokenizers(tokens, experiment)[slot], values)
    if kind == "label":
        return np.asarray([_classes(run)[field].index(value) for value in values], np.int64)
    if kind != "frames":
        return np.asarray(values, np.float32)
    _require_width(values, open_split(experiment, tokens, "train").width(field), field)
    return Ragged.of([np.asarray(value, np.float32) for value in values])


def _require_width(values: Sequence[Sequence[Sequence[float]]], width: int, field: str) -> None:
    problems = [
        Problem(f"'{field}' has frames of {len(value[0])} numbers, the model reads {width}", where=f"line {number}")
        for number, value in enumerate(values, 1)
        if len(value[0]) != width
    ]
    if problems:
        raise DataError(*problems)
