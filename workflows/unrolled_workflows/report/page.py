"""The page: one HTML file that loads nothing and runs only what it names by digest."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import astuple
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unrolled_workflows.report.confusion import frequent, matrix
from unrolled_workflows.report.curves import best_epoch
from unrolled_workflows.report.examples import worst
from unrolled_workflows.report.facts import ReportFacts
from unrolled_workflows.report.figures import figures
from unrolled_workflows.report.locked import plugins, surroundings
from unrolled_workflows.report.tables import epochs, scores
from unrolled_workflows.report.verdict import verdict
from unrolled_workflows.report.wording import flatten, number, visible, words

_GUARD = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
"""Where Plotly looks whether the style sheet of its maps is there already; the page's rules would refuse it."""


def render(facts: ReportFacts) -> str:
    """Return the report as HTML; the same facts give the same bytes.

    Args:
        facts: of the report.
    """
    drawn = figures(facts)
    scripts = [_plotly(), _text("page.js")] if drawn else []
    style = _text("page.css")
    return _environment().get_template("page.html").render(
        **_sections(facts),
        figures=drawn,
        specs=[{"id": figure.id, **figure.spec} for figure in drawn],
        style=Markup(style),  # noqa: S704 - the package's own
        guards=[guard for script in scripts for guard in _GUARD.findall(script)],
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - the package's own, and Plotly's
        policy=_policy(scripts, [style, ""]),
    )  # fmt: skip


def _sections(facts: ReportFacts) -> dict[str, Any]:
    return {
        "facts": facts,
        "verdict": verdict(facts),
        "scores": scores(facts),
        "epochs": epochs(facts),
        "best": best_epoch(facts.curves, facts.monitor),
        "matrix": matrix(facts),
        "frequent": frequent(facts),
        "worst": worst(facts),
        "params": list(flatten(facts.params)),
        "plugins": [astuple(plugin) for plugin in plugins(facts.lock)],
        "surroundings": surroundings(facts.lock),
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("unrolled_workflows.report"),
        autoescape=True,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"number": number, "words": words}
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False, "separators": (",", ":")}
    return environment


def _final(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Return the Content-Security-Policy: Plotly makes empty style elements and fills them by rules."""
    rules = {
        "default-src": ["'none'"],
        "script-src": [_digest(script) for script in scripts] or ["'none'"],
        "style-src": [_digest(style) for style in styles],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{rule} {' '.join(values)}" for rule, values in rules.items())


def _digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _plotly() -> str:
    return files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")


def _text(name: str) -> str:
    return files("unrolled_workflows.report").joinpath("templates", name).read_text(encoding="utf-8")
