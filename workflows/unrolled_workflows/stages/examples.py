"""Examples as Arrow columns: what the data stage writes and the stages behind it read.

Shapes: T time, I width of a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.contracts import FieldKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def arrow_type(kind: FieldKind) -> Any:
    """Return the type of the column that holds a field.

    Args:
        kind: of the field.
    """
    import pyarrow as pa

    match kind:
        case "text" | "label":
            return pa.string()
        case "tokens" | "labels":
            return pa.list_(pa.string())
        case "frames":
            return pa.large_list(pa.large_list(pa.float32()))
        case "number":
            return pa.float32()


def to_batch(examples: Sequence[Mapping[str, Any]], kinds: Mapping[str, FieldKind]) -> Any:
    """Return examples as an Arrow batch.

    Args:
        examples: each with a value for every field.
        kinds: field name to kind.
    """
    import pyarrow as pa

    schema = pa.schema([(name, arrow_type(kind)) for name, kind in kinds.items()])
    columns = [_to_array([example[name] for example in examples], kind) for name, kind in kinds.items()]
    return pa.record_batch(columns, schema=schema)


def read_column(path: Path, field: str) -> Iterator[Any]:
    """Yield the values of one field of a table of the data stage, a batch of rows in memory at a time.

    Args:
        path: of the Arrow file.
        field: its name.

    Yields:
        Text, lists of text, numbers, or arrays x_TI; lists where the steps of a series are not all of one width.
    """
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        for index in range(reader.num_record_batches):
            yield from _values(reader.get_batch(index).column(field))


def read_places(path: Path, field: str, places: Sequence[int]) -> list[Any]:
    """Return the values of one field at some places alone, as ``read_column`` gives them.

    Args:
        path: of the Arrow file.
        field: its name.
        places: of the rows, counted from 0.
    """
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        column = pa.ipc.open_file(source).read_all().column(field)
        return [next(iter(_values(column.slice(place, 1).combine_chunks()))) for place in places]


def _to_array(values: list[Any], kind: FieldKind) -> Any:
    import numpy as np
    import pyarrow as pa

    series = [value for value in values if isinstance(value, np.ndarray)]
    widths = {value.shape[1] for value in series if value.ndim == 2}  # noqa: PLR2004 - steps of time by channels
    if kind != "frames" or len(series) < len(values) or len(widths) != 1:
        plain = [value.tolist() if isinstance(value, np.ndarray) else value for value in values]
        return pa.array(plain, arrow_type(kind))
    # Numbers as they lie in memory: made into Python floats, a series of a million steps would take seconds.
    width = widths.pop()
    values_TI = np.concatenate(series).astype(np.float32, copy=False)
    steps = pa.array(np.arange(len(values_TI) + 1, dtype=np.int64) * width)
    frames = pa.LargeListArray.from_arrays(steps, pa.array(values_TI.reshape(-1)))
    return pa.LargeListArray.from_arrays(pa.array(np.cumsum([0, *map(len, series)])), frames)


def _values(column: Any) -> Iterator[Any]:
    import pyarrow as pa

    return _series(column) if pa.types.is_large_list(column.type) else iter(column.to_pylist())


def _series(column: Any) -> Iterator[NDArray[np.float32] | list[list[float]]]:
    """Yield the series of a column as arrays, where all steps are of one width."""
    import numpy as np

    steps = column.flatten()
    widths: NDArray[np.int64] = np.unique(steps.value_lengths().to_numpy(zero_copy_only=False))
    if len(widths) != 1:
        yield from column.to_pylist()
        return
    values_TI = steps.flatten().to_numpy().reshape(-1, int(widths[0]))
    bounds = np.concatenate([[0], np.cumsum(column.value_lengths().to_numpy(zero_copy_only=False))])
    yield from (values_TI[start:end] for start, end in pairwise(bounds))
