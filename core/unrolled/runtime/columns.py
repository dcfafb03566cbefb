"""A split on disk: one Arrow column a field, ragged fields as one buffer and the bounds of its examples.

Shapes: N elements of all examples, S examples, S1 one more than S, T time, I width of a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unrolled import durable
from unrolled.contracts import FieldKind, Ragged
from unrolled.errors import DataError, IntegrityError, Problem

pa: Any = import_module("pyarrow")  # ships no types

_SCALARS = {"label": np.int64, "number": np.float32}  # every other kind is ragged


def write_split(
    path: Path, fields: Mapping[str, FieldKind], chunks: Iterable[Mapping[str, Ragged | Sequence[Any]]]
) -> None:
    """Write the encoded examples of a split; the bytes are a function of fields and examples, not of the chunks.

    Args:
        path: of the file; what stands there is replaced whole.
        fields: field name to kind, in the order of the columns.
        chunks: some examples each, by field: ids of text, tokens and labels, the index of a label, frames_TI, a number.

    Raises:
        DataError: the frames of a field are not all of one width.
        ResourceError: the disk is full or refuses.
    """
    columns = {
        name: _ScalarColumn(kind) if kind in _SCALARS else _RaggedColumn(name, kind) for name, kind in fields.items()
    }
    for chunk in chunks:
        for name, column in columns.items():
            column.add(chunk[name])
    arrays = {name: column.finish() for name, column in columns.items()}
    schema = pa.schema(
        [pa.field(name, array.type, nullable=False, metadata={"kind": fields[name]}) for name, array in arrays.items()]
    )
    with durable.outside(path) as temporary, pa.ipc.new_file(str(temporary), schema) as writer:
        writer.write_batch(pa.record_batch(list(arrays.values()), schema=schema))


def read_split(path: Path, fields: Mapping[str, FieldKind]) -> dict[str, Ragged | NDArray[Any]]:
    """Map a file of ``write_split`` into memory.

    Args:
        path: of the file.
        fields: field name to kind, of the fields to read.

    Returns:
        Field name to its sequences, or to int64 or float32 values_S.

    Raises:
        IntegrityError: the file is not readable, or holds other fields.
    """
    try:
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        batch, schema = reader.get_batch(0), reader.schema
    except (OSError, pa.ArrowInvalid) as error:
        raise IntegrityError(Problem(f"is not a readable split ({error})", where=str(path))) from error
    kinds = {name: (schema.field(name).metadata or {}).get(b"kind", b"").decode() for name in schema.names}
    wrong = [name for name, kind in fields.items() if kinds.get(name) != kind]
    if wrong:
        raise IntegrityError(*(Problem(f"no field '{name}' of kind {fields[name]}", where=str(path)) for name in wrong))
    return {name: _column(batch.column(name), kind) for name, kind in fields.items()}


def _column(array: Any, kind: FieldKind) -> Ragged | NDArray[Any]:
    if kind in _SCALARS:
        return array.to_numpy()
    offsets_S1, values_N = array.offsets.to_numpy(), array.values
    if kind != "frames":
        return Ragged(values_N.to_numpy(), offsets_S1)
    return Ragged(values_N.values.to_numpy().reshape(-1, values_N.type.list_size), offsets_S1)


class _ScalarColumn:
    """One value an example."""

    def __init__(self, kind: FieldKind) -> None:
        self._dtype = _SCALARS[kind]
        self._values: list[float] = []

    def add(self, values: Ragged | Sequence[float]) -> None:
        assert not isinstance(values, Ragged)
        self._values += values

    def finish(self) -> Any:
        return pa.array(np.asarray(self._values, dtype=self._dtype))


class _RaggedColumn:
    """Ids, or frames, of all examples behind one another."""

    def __init__(self, name: str, kind: FieldKind) -> None:
        self._name = name
        self._dimensions = 2 if kind == "frames" else 1
        self._dtype = np.float32 if kind == "frames" else np.int32
        self._width = 0
        self._data = bytearray()
        self._offsets: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        self._examples = 0

    def add(self, sequences: Ragged | Sequence[Any]) -> None:
        if isinstance(sequences, Ragged):
            self._extend(sequences.values, sequences.offsets_S1[1:])
            return
        for sequence in sequences:
            self._extend(np.asarray(sequence, dtype=self._dtype), np.array([len(sequence)]))

    def _extend(self, values: NDArray[Any], ends_S: NDArray[np.int64]) -> None:
        """Take over the sequences of one array, which end where it is said."""
        if len(values):
            self._width = self._width or values.shape[-1]
            if values.ndim != self._dimensions or (self._dimensions > 1 and values.shape[-1] != self._width):
                what = f"example {self._examples + 1} has shape {values.shape}"
                raise DataError(Problem(f"{what}; frames of this field are {self._width} wide", where=self._name))
        self._data += values.astype(self._dtype, copy=False).tobytes()
        self._offsets.append(self._offsets[-1][-1] + ends_S)
        self._examples += len(ends_S)

    def finish(self) -> Any:
        values_N = pa.array(np.frombuffer(self._data, dtype=self._dtype))
        if self._dimensions > 1:
            values_N = pa.FixedSizeListArray.from_arrays(values_N, max(self._width, 1))
        return pa.LargeListArray.from_arrays(pa.array(np.concatenate(self._offsets)), values_N)
