"""Rows of an Arrow file or stream, a record batch at a time."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from unrolled_data.files.parquet import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream

MAGIC = b"ARROW1"
"""What the file format begins with, and the stream format does not."""


def arrow_rows(stream: Stream, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, list[Any]]]:
    """Read Arrow rows; one record batch is in memory at a time.

    Args:
        stream: of the file, in the file or in the stream format.
        columns: names in the file's schema.
        problems: told of what is malformed.

    Yields:
        The row, from 1, and the values of the columns.
    """
    import pyarrow as pa

    try:
        names, batches = _opened(stream)
        if not chosen(names, columns, problems):
            return
        numbers = count(1)
        for batch in batches:
            values = [batch.column(column).to_pylist() for column in columns]
            yield from ((next(numbers), list(cells)) for cells in zip(*values, strict=True))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        problems.add(f"not a readable Arrow file: {error}")


def _opened(stream: Stream) -> tuple[list[str], Iterator[Any]]:
    """Return the names of the columns, and the record batches."""
    import pyarrow as pa

    if stream.peek(len(MAGIC))[: len(MAGIC)] == MAGIC:
        file: Any = pa.ipc.open_file(stream)
        return file.schema.names, map(file.get_batch, range(file.num_record_batches))
    reader: Any = pa.ipc.open_stream(stream)
    return reader.schema.names, iter(reader)
