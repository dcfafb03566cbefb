"""Entities in a sequence of tags, and how many of them were found.

Source: Ramshaw and Marcus (1995), "Text chunking using transformation-based learning", section 3, for IOB; the reading
is the strict one of the package seqeval: an entity begins with its own tag, and what does not begin so is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

Scheme = Literal["IOB2", "IOBES"]
Span = tuple[str, int, int]

_TAG = re.compile(r"([BIES])-.+")
_OUTSIDE = "O"


def scheme_of(classes: Collection[str]) -> Scheme | None:
    """Return how tags mark entities; None where they mark none.

    Args:
        classes: all tags there are.
    """
    matches = [_TAG.fullmatch(tag) for tag in classes if tag != _OUTSIDE]
    prefixes = {match[1] for match in matches if match}
    if None in matches or not prefixes & {"B", "S"}:
        return None
    return "IOBES" if prefixes & {"E", "S"} else "IOB2"


def spans(tags: Sequence[str], scheme: Scheme) -> set[Span]:
    """Return the entities of a sequence: type, first token, token behind the last.

    Args:
        tags: one a token.
        scheme: ``IOB2``: B- begins an entity and I- continues it; ``IOBES``: E- must end it, and S- is one alone.
    """
    found: set[Span] = set()
    place = 0
    while place < len(tags):
        start, (prefix, _, name) = place, tags[place].partition("-")
        place += 1
        whole = prefix == "S"
        if prefix == "B":
            while tags[place : place + 1] == [f"I-{name}"]:
                place += 1
            ends = scheme == "IOBES" and tags[place : place + 1] == [f"E-{name}"]
            whole = ends or scheme == "IOB2"
            place += ends
        if whole:
            found.add((name, start, place))
    return found


def entity_scores(rows: Sequence[Mapping[str, Any]], scheme: Scheme) -> dict[str, float]:
    """Return precision, recall and F1 over the entities of all rows; 0 where there is none to count.

    Args:
        rows: with ``target`` and ``predicted`` tags.
        scheme: of the tags.
    """
    wanted = [spans(row["target"], scheme) for row in rows]
    given = [spans(row["predicted"], scheme) for row in rows]
    right = sum(len(own & theirs) for own, theirs in zip(wanted, given, strict=True))
    all_wanted, all_given = sum(map(len, wanted)), sum(map(len, given))
    return {
        "entity_precision": right / max(all_given, 1),
        "entity_recall": right / max(all_wanted, 1),
        "entity_f1": 2 * right / max(all_wanted + all_given, 1),
    }
