"""What a panel is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from unrolled_workflows.report.figures import Figure


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that is shown as one.

    Args:
        text: of the part.
        note: below the text; empty for none.
        wrong: whether it is marked.
    """

    text: str
    note: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an example.

    Args:
        name: before the line.
        pieces: in the order of reading.
    """

    name: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of the page.

    Args:
        title: its heading.
        remark: what to look at.
        figures: that Plotly draws.
        examples: lines that belong together.
    """

    title: str
    remark: str
    figures: Sequence[Figure] = field(default_factory=list[Figure])
    examples: Sequence[Sequence[Line]] = field(default_factory=list[Sequence[Line]])


def spread(count: int, wanted: int) -> list[int]:
    """Return places of up to ``wanted`` of ``count`` things, evenly spread, the first among them.

    Args:
        count: how many there are.
        wanted: how many are shown.
    """
    shown = min(count, wanted)
    return [place * count // shown for place in range(shown)]
