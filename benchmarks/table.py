"""The rows that every benchmark prints, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure.

    Args:
        what: was measured.
        against: what it is compared with.
        figure: measured.
        goal: to reach; None where the figure is only told.
        lower: whether less is better.
    """

    what: str
    against: str
    figure: float
    goal: float | None
    lower: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.figure <= self.goal if self.lower else self.figure >= self.goal

    def plain(self) -> dict[str, object]:
        """Return the row as the JSON output has it."""
        goal = None if self.goal is None else f"{'<=' if self.lower else '>='} {self.goal:g}"
        figure = round(self.figure, 4)
        return {"what": self.what, "against": self.against, "figure": figure, "goal": goal, "met": self.met}


def print_rows(rows: Iterable[Row], *, as_json: bool) -> None:
    """Print rows as a Markdown table, or as JSON; on standard error each of them as soon as it is measured.

    Args:
        rows: of one benchmark.
        as_json: print a list of objects.
    """
    plain: list[dict[str, object]] = []
    for row in rows:
        plain.append(row.plain())
        print(plain[-1], file=sys.stderr, flush=True)
    if as_json:
        print(json.dumps(plain, indent=1))
        return
    print(markdown(plain))


def markdown(rows: Sequence[dict[str, object]]) -> str:
    """Return rows as a Markdown table.

    Args:
        rows: as ``plain`` gives them.
    """
    lines = ["| what | against | figure | goal | met |", "|---|---|---:|---:|---|"]
    shown = {True: "yes", False: "no", None: "-"}
    for row in rows:
        cells = {**row, "goal": row["goal"] or "-", "met": shown[cast("bool | None", row["met"])]}
        lines.append("| {what} | {against} | {figure} | {goal} | {met} |".format(**cells))
    return "\n".join(lines)
