"""The page of a picture: its points as Plotly draws them, and as a table for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from unrolled_workflows.picture.labels import readable
from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.offline import fill
from unrolled_workflows.report.wording import visible

_NAMES = {"pca": "PCA", "t-sne": "t-SNE"}
_AXIS = {"visible": False, "fixedrange": False}


@dataclass(frozen=True, slots=True)
class Picture:
    """Words in the plane.

    Args:
        method: how they were drawn: t-sne or pca.
        source: where the vectors came from.
        words: in the order of their importance.
        points: x and y of each.
        trustworthiness: share of neighbourhoods that the picture keeps, from 0 to 1.
    """

    method: str
    source: str
    words: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    trustworthiness: float


def render(picture: Picture) -> str:
    """Return the page as HTML; the same picture gives the same bytes.

    Args:
        picture: to be shown.
    """
    title = f"{len(picture.words):,} words by {_NAMES[picture.method]}"
    summary = f"{title}; the table below says where each word stands."
    figure = Figure("plane", title, summary, _spec(picture))
    rows = [(word, *point) for word, point in zip(picture.words, picture.points, strict=True)]
    return fill("unrolled_workflows.picture", "picture.html", [figure], picture=picture, title=title, rows=rows)


def _spec(picture: Picture) -> dict[str, Any]:
    words = [escape(visible(word), quote=False) for word in picture.words]  # Plotly reads <b> and <br> in texts
    labels = [word if kept else "" for word, kept in zip(words, readable(picture), strict=True)]
    points = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _ in picture.points],
        "y": [y for _, y in picture.points],
        "text": labels,
        "hovertext": words,
        "hoverinfo": "text",
        "textposition": "top center",
        "textfont": {"size": 12, "color": "--ink"},
        "marker": {"color": "--validation", "size": 5, "opacity": 0.7},
    }
    layout = {"hovermode": "closest", "dragmode": "zoom", "xaxis": _AXIS, "yaxis": {**_AXIS, "scaleanchor": "x"}}
    return {"data": [points], "layout": layout}
