"""Stage tokens: fitted tokenizers, and every split as ids and frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from unrolled.contracts import TOKENIZED, UNLABELLED, FieldKind, Ragged, Schema, Tokenizer, encode_batch
from unrolled.durable import write_json
from unrolled.params import Experiment
from unrolled.runtime.columns import write_split
from unrolled_workflows.stages.artifacts import LEARNED_FROM, read_column, read_schema, served_fields, write_schema
from unrolled_workflows.stages.context import Context

ROWS = 10_000
"""Examples that are encoded at once."""


def build(context: Context) -> None:
    """Fit the tokenizers on the training and the unlabelled text, and encode every split.

    Args:
        context: of the stage.

    Raises:
        DataError: the text holds no token to learn, or one that the tokenizer refuses.
    """
    data = context.inputs["data"]
    schema = read_schema(data)
    tokenizers = _fit(data, schema, context.experiment)
    for slot, tokenizer in tokenizers.items():
        write_json(context.out / f"{slot}.json", tokenizer.state())
    by_field = {
        name: tokenizer
        for slot, tokenizer in tokenizers.items()
        for name in served_fields("tokenizer", slot, schema, context.experiment)
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
    path: Path, schema: Schema, kinds: Mapping[str, FieldKind], tokenizers: Mapping[str, Tokenizer]
) -> Iterator[dict[str, Ragged | Sequence[Any]]]:
    columns = {name: read_column(path, name) for name in kinds}
    positions = {name: {label: i for i, label in enumerate(labels)} for name, labels in schema.classes.items()}
    while any(chunk := {name: list(islice(column, ROWS)) for name, column in columns.items()}.values()):
        yield {
            name: encode_batch(tokenizers[name], values) if name in tokenizers else _plain(values, positions.get(name))
            for name, values in zip(kinds, chunk, strict=True)
        }


def _plain(values: list[Any], positions: Mapping[str, int] | None) -> Ragged | Sequence[Any]:
    """Return the values of a field that no tokenizer serves; classes as numbers."""
    if positions is None:
        return values
    if isinstance(values[0], str):
        return [positions[label] for label in values]
    return Ragged.of([[positions[label] for label in labels] for labels in values])
