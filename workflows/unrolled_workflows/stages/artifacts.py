"""What stages leave for one another: schema, tokenizers, vectors, tables of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.contracts import PAD, UNLABELLED, Schema, Tokenizer
from unrolled.durable import write_json, write_text
from unrolled.params import Experiment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unrolled.vectors import WordVectors

LEARNED_FROM = ("train", UNLABELLED)
"""The splits that tokenizers and vectors learn from: nothing is scored on them."""


def write_schema(directory: Path, schema: Schema) -> None:
    """Write what the data stage found.

    Args:
        directory: the output of the data or the tokens stage.
        schema: of the data.
    """
    plain = {"fields": dict(schema.fields), "classes": dict(schema.classes), "sizes": dict(schema.sizes)}
    write_json(directory / "schema.json", plain)


def read_schema(directory: Path) -> Schema:
    """Return what the data stage found.

    Args:
        directory: the output of the data or the tokens stage.
    """
    plain = json.loads((directory / "schema.json").read_text(encoding="utf-8"))
    classes = {name: tuple(names) for name, names in plain["classes"].items()}
    return Schema(plain["fields"], classes, plain["sizes"])


def served_fields(section: str, slot: str, schema: Schema, experiment: Experiment) -> list[str]:
    """Return the fields that a tokenizer or an embedding serves.

    Args:
        section: ``tokenizer`` or ``embedding``.
        slot: of the component.
        schema: of the data.
        experiment: that connects them.
    """
    kinds = experiment.components[slot].located.component.reads
    fields = schema.fields.items()
    return [name for name, kind in fields if kind in kinds and experiment.slot(section, name) == slot]


def read_tokenizers(directory: Path, experiment: Experiment) -> dict[str, Tokenizer]:
    """Return the fitted tokenizers by slot.

    Args:
        directory: the output of the tokens stage.
        experiment: whose components they are.
    """
    found: dict[str, Tokenizer] = {}
    for slot, selected in experiment.slots("tokenizer").items():
        tokenizer: Tokenizer = selected.build()
        found[slot] = tokenizer.restore(json.loads((directory / f"{slot}.json").read_text(encoding="utf-8")))
    return found


def spelled(tokenizer: Tokenizer) -> tuple[str, ...]:
    """Return what each id stands for, as the tokenizer spells it; padding is empty.

    Args:
        tokenizer: fitted.
    """
    return tuple(tokenizer.decode([index]) for index in range(tokenizer.vocab_size))


def worded(tokenizer: Tokenizer, vectors_VE: NDArray[np.float32]) -> WordVectors:
    """Return vectors with the words that they stand for; padding and specials are none.

    Args:
        tokenizer: fitted, whose ids are the rows.
        vectors_VE: one a row.
    """
    from unrolled.vectors import WordVectors

    words, specials = spelled(tokenizer), {PAD, *tokenizer.specials.values()}
    rows = [index for index in range(len(words)) if index not in specials]
    return WordVectors([words[row] for row in rows], vectors_VE[rows])


def read_vectors(directory: Path, experiment: Experiment) -> dict[str, NDArray[np.float32]]:
    """Return the learned vectors_VE by embedding slot; a slot that learned none before training is absent.

    Args:
        directory: the output of the embedding stage.
        experiment: whose components they are.
    """
    from safetensors.numpy import load_file

    paths = {slot: directory / f"{slot}.safetensors" for slot in experiment.slots("embedding")}
    return {slot: load_file(path)["vectors"] for slot, path in paths.items() if path.exists()}


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a JSON Lines file.

    Args:
        path: of the file.
        rows: of plain JSON types.
    """
    write_text(path, "".join(json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n" for row in rows))


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """Return the rows of a JSON Lines file.

    Args:
        path: of the file.
    """
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
