"""Rows of a Parquet file, a row group's batch at a time."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from unrolled.errors import listing, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream


def parquet_rows(stream: Stream, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, list[Any]]]:
    """Read Parquet rows.

    Args:
        stream: of the file.
        columns: names in the file's schema.
        problems: told of what is malformed.

    Yields:
        The row, from 1, and the values of the columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
        if not chosen(table.schema_arrow.names, columns, problems):
            return
        numbers = count(1)
        for batch in table.iter_batches(columns=list(dict.fromkeys(columns))):
            values = [batch.column(column).to_pylist() for column in columns]
            yield from ((next(numbers), list(cells)) for cells in zip(*values, strict=True))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        problems.add(f"not a readable Parquet file: {error}")


def chosen(names: Sequence[str], columns: Sequence[str], problems: Problems) -> bool:
    """Return whether a schema has all the columns that are asked for.

    Args:
        names: of the schema's columns.
        columns: those that are read.
        problems: told of every column that is not there.
    """
    absent = [column for column in columns if column not in names]
    for column in absent:
        what = f"column '{column}' is not in the schema, which has {listing(names)}"
        problems.add(what, nearest=nearest(column, names))
    return not absent
