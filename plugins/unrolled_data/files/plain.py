"""Plain text, a line or several lines an example."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from unrolled_data.files.source import lines as read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream


def plain_rows(
    stream: Stream, columns: Sequence[Any], problems: Problems, *, lines: int | None = 1
) -> Iterator[tuple[int, list[str]]]:
    """Read examples; blank ones are passed over.

    Args:
        stream: of the file.
        columns: one, whatever its name: the text itself.
        problems: told of what is malformed.
        lines: of an example, the last of which may have fewer; None: the whole file is one.

    Yields:
        The number of the example's first line, and its text: one line without its end, several each with a
            line feed.
    """
    left, first = (line.rstrip("\r\n") for line in read_lines(stream, problems)), 1
    while group := list(islice(left, lines)):
        text = group[0] if lines == 1 else "".join(f"{line}\n" for line in group)
        if text.strip():
            yield first, [text] * len(columns)
        first += len(group)
