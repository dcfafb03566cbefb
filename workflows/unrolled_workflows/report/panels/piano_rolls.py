"""Pieces of music as piano rolls: what sounds, and what was said to sound next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread
from unrolled_workflows.report.wording import number

_SHOWN = 4
_LONGEST = 120
"""Steps of a piece that are drawn."""
_OCTAVE = 12
_COLORS = ("--soft", "--right", "--muted", "--wrong")
"""Of a key that is silent, that sounds as was said, that sounds unsaid, and that was said and is silent."""

Notes = Sequence[Sequence[int]]


def piano_rolls(facts: ReportFacts) -> Panel | None:
    """Return some pieces as piano rolls; None where rows hold no notes near their beginning.

    Args:
        facts: of the report.
    """
    found = [(place, row) for place, row in enumerate(facts.predictions) if any((row.get("notes") or ())[:_LONGEST])]
    if not found:
        return None
    remark = (
        "Of some pieces, evenly spread over the split, the steps from the second on, a column each. Blue: a key that "
        "sounds and was said to; grey: sounds, and was not said to; orange: was said to sound, and is silent. Each "
        "step is said from the real steps before it."
    )
    return Panel("Piano rolls", remark, [_figure(*found[place]) for place in spread(len(found), _SHOWN)])


def _figure(place: int, row: Mapping[str, Any]) -> Figure:
    notes, said = row["notes"], row["predicted_notes"]
    cut = "" if len(notes) <= _LONGEST else f", the first {_LONGEST} of {number(len(notes))} steps"
    title = f"Piece {place + 1}: loss {number(float(row['loss']))} nats a step{cut}"
    summary = f"{number(row['hits'])} notes sound as was said; {number(row['errors'])} sound unsaid, or are silent."
    return Figure(f"roll-{place}", title, summary, _spec(notes[:_LONGEST], said[:_LONGEST]))


def _spec(notes: Notes, said: Notes) -> dict[str, Any]:
    sounding, wanted = ({(key, step) for step, keys in enumerate(of) for key in keys} for of in (notes, said))
    keys = [key for key, _ in sounding | wanted]
    rows, steps = range(min(keys), max(keys) + 1), range(len(notes))
    codes = [[_code((key, step) in sounding, (key, step) in wanted) for step in steps] for key in rows]
    octaves = [key for key in rows if key % _OCTAVE == 0]
    last = len(_COLORS) - 1
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [step + 2 for step in steps],
                "y": list(rows),
                "z": codes,
                "zmin": 0,
                "zmax": last,
                "colorscale": [[code / last, color] for code, color in enumerate(_COLORS)],
                "showscale": False,
                "hovertemplate": "step %{x}, key %{y}<extra></extra>",
            }
        ],
        "layout": {
            "hovermode": "closest",
            "xaxis": {"title": {"text": "step", "font": {"size": 13}}, "showgrid": False},
            "yaxis": {"tickvals": octaves, "ticktext": [f"C{key // _OCTAVE - 1}" for key in octaves]},
        },
    }


def _code(sounds: bool, said: bool) -> int:
    return {(False, False): 0, (True, True): 1, (True, False): 2, (False, True): 3}[sounds, said]
