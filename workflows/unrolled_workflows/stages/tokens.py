"""Stage tokens: fitted tokenizers, and every split as ids."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from unrolled.contracts import TOKENIZED, UNLABELLED, FieldKind, Schema, Tokenizer
from unrolled.durable import write_json
from unrolled.params import Experiment
from unrolled.runtime.columns import write_split
from unrolled_workflows.stages.artifacts import LEARNED_FROM, read_column, read_schema, served_fields, write_schema
from unrolled_workflows.stages.context import Context


def build(context: Context) -> None:
    """Fit the tokenizers on the training and the unlabelled text, and encode every split.

    Args:
        context: of the stage.

    Raises:
        DataError: the text holds no token to learn.
    """
    data = context.inputs["data"]
    schema = read_schema(data)
    tokenizers = _fit(data, schema, context.experiment)
    for slot, tokenizer in tokenizers.items():
        write_json(context.out / f"{slot}.json", tokenizer.state())
    by_field = {
        name: tokenizers[slot] for name in schema.fields if (slot := context.experiment.slot("tokenizer", name))
    }
    for split in schema.sizes:
        kinds: dict[str, FieldKind] = {n: k for n, k in schema.fields.items() if split != UNLABELLED or k in TOKENIZED}
        write_split(context.out / f"{split}.arrow", kinds, _encoded(data / f"{split}.arrow", schema, kinds, by_field))
    write_schema(context.out, schema)


def _fit(data: Path, schema: Schema, experiment: Experiment) -> dict[str, Tokenizer]:
    fitted: dict[str, Tokenizer] = {}
    splits = [split for split in LEARNED_FROM if split in schema.sizes]
    for slot, selected in experiment.slots("tokenizer").items():
        names = served_fields("tokenizer", slot, schema, experiment)
        texts = chain.from_iterable(read_column(data / f"{s}.arrow", name) for s in splits for name in names)
        tokenizer: Tokenizer = selected.build()
        fitted[slot] = tokenizer.fit(texts)
    return fitted


def _encoded(
    path: Path, schema: Schema, kinds: dict[str, Any], tokenizers: dict[str, Tokenizer]
) -> Iterator[dict[str, Any]]:
    columns = [read_column(path, name) for name in kinds]
    positions = {name: {label: i for i, label in enumerate(labels)} for name, labels in schema.classes.items()}
    for values in zip(*columns, strict=True):
        row: dict[str, Any] = {}
        for (name, kind), value in zip(kinds.items(), values, strict=True):
            match kind:
                case "text" | "tokens":
                    row[name] = tokenizers[name].encode(value)
                case "label":
                    row[name] = positions[name][value]
                case "labels":
                    row[name] = [positions[name][label] for label in value]
                case _:
                    row[name] = value
        yield row
