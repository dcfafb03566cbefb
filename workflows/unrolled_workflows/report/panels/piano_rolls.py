"""Pieces of music as piano rolls: what sounds, and what was said to sound next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard, cast

from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.panels.panel import Panel, spread
from unrolled_workflows.report.wording import number

_SHOWN = 4
_LONGEST = 120
"""Steps of a piece that are drawn."""
_OCTAVE = 12
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_CODES = {(False, False): 0, (True, True): 1, (True, False): 2, (False, True): 3}
"""Whether a key sounds, and whether it was said to, to the place of its colour."""
_COLORS = ("--soft", "--right", "--muted", "--wrong")
"""Of a key that is silent, that sounds as was said, that sounds unsaid, and that was said and is silent."""

Notes = Sequence[Sequence[int]]


def piano_rolls(facts: ReportFacts) -> Panel | None:
    """Return some pieces as piano rolls; None where rows hold none, or none near their beginning.

    Args:
        facts: of the report.
    """
    found = [(place, row) for place, row in enumerate(facts.predictions) if _heard(row)]
    if not found:
        return None
    remark = (
        "Of some pieces, evenly spread over the split, the steps from the second on, a column each. Blue: a key that "
        "sounds and was said to; grey: sounds, and was not said to; orange: was said to sound, and is silent. Each "
        "step is said from the real steps before it."
    )
    return Panel("Piano rolls", remark, [_figure(*found[place]) for place in spread(len(found), _SHOWN)])


def _heard(row: Mapping[str, Any]) -> bool:
    """Tell whether a row holds the notes of each step, both that sound and that were said, and some sound early."""
    notes, said = row.get("notes"), row.get("predicted_notes")
    return _are_notes(notes) and _are_notes(said) and len(notes) == len(said) and any(notes[:_LONGEST])


def _are_notes(steps: Any) -> TypeGuard[Notes]:
    return isinstance(steps, list) and all(
        isinstance(keys, list) and all(isinstance(key, int) for key in cast("list[object]", keys))
        for keys in cast("list[object]", steps)
    )


def _figure(place: int, row: Mapping[str, Any]) -> Figure:
    steps = len(row["notes"])
    codes = _codes(row["notes"][:_LONGEST], row["predicted_notes"][:_LONGEST])
    right, unsaid, silent = (sum(step.count(code) for step in codes.values()) for code in (1, 2, 3))
    summary = f"Notes that sound as was said: {right}; that sound unsaid: {unsaid}; said and silent: {silent}."
    cut = "" if steps <= _LONGEST else f", the first {_LONGEST} of {number(steps)} steps"
    return Figure(f"roll-{place}", f"Piece {place + 1}{cut}", summary, _spec(codes))


def _codes(notes: Notes, said: Notes) -> dict[int, list[int]]:
    """Return the code of every step, for each key from the lowest to the highest."""
    sounding, wanted = ({(key, step) for step, keys in enumerate(of) for key in keys} for of in (notes, said))
    used = [key for key, _ in sounding | wanted]
    return {
        key: [_CODES[(key, step) in sounding, (key, step) in wanted] for step in range(len(notes))]
        for key in range(min(used), max(used) + 1)
    }


def _spec(codes: Mapping[int, list[int]]) -> dict[str, Any]:
    octaves = [key for key in codes if key % _OCTAVE == 0] or [min(codes)]
    last = len(_COLORS) - 1
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [step + 2 for step in range(len(codes[octaves[0]]))],
                "y": list(codes),
                "z": list(codes.values()),
                "zmin": 0,
                "zmax": last,
                "colorscale": [[code / last, color] for code, color in enumerate(_COLORS)],
                "showscale": False,
                "hovertemplate": "step %{x}, MIDI %{y}<extra></extra>",
            }
        ],
        "layout": {
            "hovermode": "closest",
            "xaxis": {"title": {"text": "step", "font": {"size": 13}}, "showgrid": False},
            "yaxis": {"tickvals": octaves, "ticktext": list(map(_named, octaves))},
        },
    }


def _named(key: int) -> str:
    return f"{_NAMES[key % _OCTAVE]}{key // _OCTAVE - 1}"
