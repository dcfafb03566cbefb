"""Plain text, one example a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled_data.files.source import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream


def plain_rows(stream: Stream, columns: Sequence[Any], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Read lines; blank ones are passed over.

    Args:
        stream: of the file.
        columns: one, whatever its name: the line itself.
        problems: told of what is malformed.

    Yields:
        The line's number, and the line without its end.
    """
    for number, line in enumerate(lines(stream, problems), start=1):
        if line.strip():
            yield number, [line.rstrip("\r\n")] * len(columns)
