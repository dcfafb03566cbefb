"""Stage report: one page that says what came out."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from unrolled.contracts import Monitor
from unrolled.durable import write_text
from unrolled.params import Experiment
from unrolled.secrets import without_passwords
from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.page import render
from unrolled_workflows.report.panels.forecasts import drawn
from unrolled_workflows.report.panels.pictures import pictured
from unrolled_workflows.stages import stage_named
from unrolled_workflows.stages.artifacts import read_rows, read_schema
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.examples import read_column, read_places


def build(context: Context) -> None:
    """Write the report page of the test split.

    Args:
        context: of the stage.
    """
    write_text(context.out / "index.html", render(_facts(context)))


def _facts(context: Context) -> ReportFacts:
    experiment, data, train = context.experiment, context.inputs["data"], context.inputs["train"]
    metrics = _json(context.inputs["evaluate"] / "metrics.json")
    majority = metrics.pop("majority_class", {})
    monitor = Monitor(**_json(train / "facts.json")["monitor"])
    names = [
        chosen.located.component.name
        for chosen in (experiment.components["task"], experiment.components["data"], experiment.cell())
    ]
    predictions = read_rows(context.inputs["evaluate"] / "test.jsonl")
    return ReportFacts(
        title="{} of {} with {}".format(*names),
        metrics=metrics,
        monitor=monitor,
        baseline={"majority_class": majority["test"]} if majority and monitor.metric == "accuracy" else {},
        curves=_curves(train / "curves.csv"),
        vectors=_json(context.inputs["vectors"] / "metrics.json") if "vectors" in context.inputs else {},
        predictions=predictions,
        texts=_texts(experiment, data),
        params=without_passwords({name: experiment.section(name) for name in stage_named("report").sections}),
        lock=context.lock,
        classes=read_schema(data).classes.get(experiment.roles.get("target", ""), ()),
        tokens=_tokens(experiment, data),
        frames=_frames(experiment, data, [*drawn(predictions), *pictured(predictions)]),
    )


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _curves(path: Path) -> list[dict[str, float | None]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {name: float(value) if value else None for name, value in row.items()} for row in csv.DictReader(stream)
        ]


def _tokens(experiment: Experiment, data: Path) -> dict[int, list[str]]:
    field = experiment.roles["input"]
    return dict(enumerate(read_column(data / "test.arrow", field))) if experiment.fields[field] == "tokens" else {}


def _frames(experiment: Experiment, data: Path, places: Sequence[int]) -> dict[int, list[list[float]]]:
    """Return the input frames at some places; a split of windows holds the same steps many times over."""
    field = experiment.roles["input"]
    if not places or experiment.fields[field] != "frames":
        return {}
    found = zip(places, read_places(data / "test.arrow", field, places), strict=True)
    return {place: [[float(f"{value:.6g}") for value in step] for step in series] for place, series in found}


def _texts(experiment: Experiment, data: Path) -> list[str]:
    """Return what the encoder read for each example, as text; numbers stay in the tables."""
    field = experiment.roles["input"]
    match experiment.fields[field]:
        case "text":
            return list(read_column(data / "test.arrow", field))
        case "tokens":
            return [_written(words) for words in read_column(data / "test.arrow", field)]
        case _:
            return [""] * read_schema(data).sizes["test"]


def _written(tokens: Sequence[str]) -> str:
    """Return tokens as a text; letters behind a first token of any length are written together."""
    if not tokens or any(len(token) > 1 for token in tokens[1:]):
        return " ".join(tokens)
    first, *letters = tokens
    return first + (" " if len(first) > 1 and letters else "") + "".join(letters)
