"""A label, a space and a text a line, as the sentences of SST are often kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled_data.files.source import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream

COLUMNS = 2


def labelled_rows(stream: Stream, columns: Sequence[int], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Read lines; blank ones are passed over.

    Args:
        stream: of the file.
        columns: 0 for the label, which is the first word, 1 for what follows it.
        problems: told of a line without a text.

    Yields:
        The line's number, and the cells of the columns.
    """
    for number, line in enumerate(lines(stream, problems), start=1):
        cells = line.split(maxsplit=1)
        if len(cells) == COLUMNS:
            yield number, [cells[column].rstrip("\r\n") for column in columns]
        elif cells:
            problems.add("a label and a text are expected, with a space between them", line=number)
