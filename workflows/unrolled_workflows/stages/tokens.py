"""Stage tokens: fitted tokenizers, and every split as ids and frames."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

from unrolled.contracts import TOKENIZED, UNLABELLED, FieldKind, Ragged, Schema, Tokenizer, encode_batch
from unrolled.durable import write_json
from unrolled.errors import DataError, Problem
from unrolled.params import Selected
from unrolled.runtime.columns import write_split
from unrolled_workflows.stages.artifacts import LEARNED_FROM, read_schema, served_fields, write_schema
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.examples import read_column

ROWS = 10_000
"""Examples that are encoded at once."""
_SECTION = "tokenizer"
_log = logging.getLogger("unrolled")


def build(context: Context) -> None:
    """Fit the tokenizers on the training and the unlabelled text, and encode every split.

    Args:
        context: of the stage.

    Raises:
        DataError: the text holds no token to learn, or one that the tokenizer refuses.
    """
    data = context.inputs["data"]
    schema = read_schema(data)
    by_field: dict[str, _Chosen] = {}
    for slot, selected in context.experiment.slots(_SECTION).items():
        names = served_fields(_SECTION, slot, schema, context.experiment)
        splits = [split for split in LEARNED_FROM if split in schema.sizes]
        chosen = _Chosen.fitted(selected, slot, _Values(data, splits, names))
        write_json(context.out / f"{slot}.json", chosen.tokenizer.state())
        by_field |= dict.fromkeys(names, chosen)
    for split in schema.sizes:
        kinds: dict[str, FieldKind] = {n: k for n, k in schema.fields.items() if split != UNLABELLED or k in TOKENIZED}
        write_split(context.out / f"{split}.arrow", kinds, _encoded(data, split, schema, kinds, by_field))
    write_schema(context.out, schema)


class _Values:
    """The values of some fields in some splits, and which of them was read last."""

    def __init__(self, data: Path, splits: Sequence[str], fields: Sequence[str]) -> None:
        self._data, self._splits, self._fields = data, splits, fields
        self._place: tuple[int, str, str] | None = None

    def __iter__(self) -> Iterator[Any]:
        for split in self._splits:
            for field in self._fields:
                for number, value in enumerate(read_column(self._data / f"{split}.arrow", field), 1):
                    self._place = (number, split, field)
                    yield value
        self._place = None

    @property
    def example(self) -> str:
        """The one that was read last; empty where none was read, and after all were."""
        return _example(*self._place) if self._place else ""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A tokenizer with its section in params.yaml; what it refuses is told with the example and the next command."""

    tokenizer: Tokenizer
    slot: str
    command: str

    @classmethod
    def fitted(cls, selected: Selected, slot: str, values: _Values) -> Self:
        chosen = cls(selected.build(), slot, f"unrolled show tokenizer {selected.located.component.name}")
        try:
            chosen = replace(chosen, tokenizer=chosen.tokenizer.fit(values))
        except DataError as error:
            raise chosen.told(error, values.example) from error
        chosen.warn_of_one_token()
        return chosen

    def encode(self, values: Sequence[Any], split: str, field: str, before: int) -> Ragged:
        try:
            return encode_batch(self.tokenizer, values)
        except DataError:
            for number, value in enumerate(values, before + 1):
                try:
                    encode_batch(self.tokenizer, [value])
                except DataError as error:
                    raise self.told(error, _example(number, split, field)) from error
            raise

    def warn_of_one_token(self) -> None:
        size, specials = getattr(self.tokenizer, "vocab_size", 0), getattr(self.tokenizer, "specials", ())
        if size - len(specials) == 1:  # there is no vocabulary where series become frames
            what = f"knows one token alone, {self.tokenizer.decode([size - 1])!r}"
            _log.warning(Problem(what, where=self.slot, command=self.command))

    def told(self, error: DataError, example: str) -> DataError:
        return DataError(
            *(
                replace(
                    problem,
                    what=f"{example}: {problem.what}" if example else problem.what,
                    where=self.slot if problem.where in ("", _SECTION) else problem.where,
                    command=problem.command or self.command,
                )
                for problem in error.problems
            )
        )


def _example(number: int, split: str, field: str) -> str:
    return f"example {number} of split '{split}', field '{field}'"


def _encoded(
    data: Path, split: str, schema: Schema, kinds: Mapping[str, FieldKind], tokenizers: Mapping[str, _Chosen]
) -> Iterator[dict[str, Ragged | Sequence[Any]]]:
    columns = {name: read_column(data / f"{split}.arrow", name) for name in kinds}
    positions = {name: {label: i for i, label in enumerate(labels)} for name, labels in schema.classes.items()}
    before = 0
    while any(chunk := {name: list(islice(column, ROWS)) for name, column in columns.items()}.values()):
        yield {
            name: tokenizers[name].encode(values, split, name, before)
            if name in tokenizers
            else _plain(values, positions.get(name))
            for name, values in zip(kinds, chunk, strict=True)
        }
        before += ROWS


def _plain(values: list[Any], positions: Mapping[str, int] | None) -> Ragged | Sequence[Any]:
    """Return the values of a field that no tokenizer serves; classes as numbers."""
    if positions is None:
        return values
    if isinstance(values[0], str):
        return [positions[label] for label in values]
    return Ragged.of([[positions[label] for label in labels] for labels in values])
