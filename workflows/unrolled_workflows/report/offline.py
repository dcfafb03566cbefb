"""Pages that load nothing and run only what they name by digest."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unrolled_workflows.report.figures import Figure
from unrolled_workflows.report.wording import number, visible, words

_GUARD = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
"""Where Plotly looks whether the style sheet of its maps is there already; the page's rules would refuse it."""


def fill(package: str, template: str, drawn: Sequence[Figure], **facts: Any) -> str:
    """Return a page as HTML; the same arguments give the same bytes.

    Args:
        package: whose folder ``templates`` holds the template.
        template: its name.
        drawn: figures, which Plotly draws where the page has elements of their ids.
        **facts: what else the template shows.
    """
    scripts = [_plotly(), _text("page.js")] if drawn else []
    style = _text("page.css")
    return _environment(package).get_template(template).render(
        **facts,
        figures=drawn,
        specs=[{"id": figure.id, **figure.spec} for figure in drawn],
        style=Markup(style),  # noqa: S704 - the package's own
        guards=[guard for script in scripts for guard in _GUARD.findall(script)],
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - the package's own, and Plotly's
        policy=_policy(scripts, [style, ""]),
    )  # fmt: skip


def _environment(package: str) -> Environment:
    environment = Environment(
        loader=PackageLoader(package),
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
    """Return the Content-Security-Policy: Plotly fills style elements by rules, and paints maps as data."""
    rules = {
        "default-src": ["'none'"],
        "script-src": [_digest(script) for script in scripts] or ["'none'"],
        "style-src": [_digest(style) for style in styles],
        "img-src": ["data:"] if scripts else ["'none'"],
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
