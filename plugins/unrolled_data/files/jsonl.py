"""One JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from unrolled.errors import nearest
from unrolled_data.files.source import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unrolled_data.files.problems import Problems
    from unrolled_data.files.source import Stream


def jsonl_rows(stream: Stream, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, list[Any]]]:
    """Read JSON lines; blank lines are passed over.

    Args:
        stream: of the file.
        columns: keys of the objects.
        problems: told of what is malformed.

    Yields:
        The line, and the values of the keys.
    """
    for number, line in enumerate(lines(stream, problems), start=1):
        if not line.strip():
            continue
        try:
            record = _record(line)
        except ValueError as error:
            problems.add(str(error), line=number)
            continue
        absent = [column for column in columns if column not in record]
        for column in absent:
            problems.add(f"there is no key '{column}'", line=number, nearest=nearest(column, record))
        if not absent:
            yield number, [record[column] for column in columns]


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise ValueError("not readable JSON: nested too deeply") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise ValueError(f"not readable JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError(f"a JSON object is expected, this is of type {type(record).__name__}")  # noqa: TRY004 - one error for all that a line can be
    return record
