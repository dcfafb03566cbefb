"""Stage vectors: what the vectors that were learned before the task are worth to people's scores and to analogies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.durable import write_json
from unrolled.errors import ConfigError, Problem
from unrolled_workflows.stages.artifacts import read_schema, read_tokenizers, read_vectors, served_fields, worded
from unrolled_workflows.stages.context import Context

if TYPE_CHECKING:
    from unrolled.sections import VectorsConfig
    from unrolled.vectors import WordVectors


def build(context: Context) -> None:
    """Score the table of every embedding slot on every file.

    Args:
        context: of the stage.

    Raises:
        ConfigError: no embedding learned vectors before the task.
        DataError: a file is malformed; the message names the line.
    """
    from threadpoolctl import threadpool_limits

    scored = context.experiment.vectors
    assert scored is not None
    with threadpool_limits(context.experiment.threads):
        metrics = {slot: _scores(table, scored) for slot, table in _tables(context).items()}
    write_json(context.out / "metrics.json", metrics)


def _tables(context: Context) -> Mapping[str, WordVectors]:
    experiment, tokens = context.experiment, context.inputs["tokens"]
    tokenizers, schema = read_tokenizers(tokens, experiment), read_schema(tokens)
    tables: dict[str, WordVectors] = {}
    for slot, vectors_VE in read_vectors(context.inputs["embedding"], experiment).items():
        field = served_fields("embedding", slot, schema, experiment)[0]
        tables[slot] = worded(tokenizers[experiment.slot("tokenizer", field) or ""], vectors_VE)
    if not tables:
        what = "no embedding of this experiment learns vectors before the task, which is what could be scored"
        raise ConfigError(Problem(what, where="vectors", command="docs/vectors.md"))
    return tables


def _scores(table: WordVectors, scored: VectorsConfig) -> dict[str, Any]:
    from unrolled.vectors import altogether, read_pairs, read_questions, score_pairs, score_questions

    similarity = {file: asdict(score_pairs(table, read_pairs(Path(file)))) for file in scored.similarity}
    analogies: dict[str, Any] = {}
    for file in scored.analogies:
        score = altogether(score_questions(table, read_questions(Path(file)), method=scored.method))
        counts = {"right": score.right, "covered": score.covered, "total": score.total}
        analogies[file] = {"accuracy": score.accuracy, **counts}
    return {"similarity": similarity, "analogies": analogies}
