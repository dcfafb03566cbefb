"""The rows that every benchmark prints, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure.

    Args:
        what: was measured.
        against: what it is compared with.
        figure: measured.
        goal: to reach.
        lower: whether less is better.
    """

    what: str
    against: str
    figure: float
    goal: float
    lower: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.figure <= self.goal if self.lower else self.figure >= self.goal

    def plain(self) -> dict[str, object]:
        """Return the row as the JSON output has it."""
        goal = f"{'<=' if self.lower else '>='} {self.goal:g}"
        figure = round(self.figure, 4)
        return {"what": self.what, "against": self.against, "figure": figure, "goal": goal, "met": self.met}


def print_rows(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print rows as a Markdown table, or as JSON.

    Args:
        rows: of one benchmark.
        as_json: print a list of objects.
    """
    plain = [row.plain() for row in rows]
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
    lines += ["| {what} | {against} | {figure} | {goal} | {} |".format("yes" if r["met"] else "no", **r) for r in rows]
    return "\n".join(lines)
