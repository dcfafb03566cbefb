"""A pydantic error in the house's words: the place, the rule, whose rule, the nearest choice."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from unrolled.config import Config
from unrolled.errors import Problem, nearest
from unrolled.params.document import Document, Place


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose rules a section breaks, for the message.

    Args:
        config: the class that holds them.
        whose: what the section configures, as ``cell 'lstm'``.
        owner: distribution and version that declared it.
        command: that shows what would be right.
        elsewhere: field of another component of the kind to that component's name.
        reset: the command that makes the section the component's own.
    """

    config: type[Config]
    whose: str
    owner: str
    command: str
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    reset: str = ""


def translate(error: ValidationError, document: Document, section: Place, rules: Rules) -> list[Problem]:
    """Return one problem for each thing that is wrong in a section.

    Args:
        error: of ``config.parse``.
        document: that the section stands in.
        section: its place.
        rules: that it breaks.
    """
    problems: dict[Place, Problem] = {}
    for detail in error.errors():
        place = _trim((*section, *detail["loc"]), document, len(section) + 1)
        problems.setdefault(place, _problem(detail, document, place, rules))
    return list(problems.values())


def _problem(detail: ErrorDetails, document: Document, place: Place, rules: Rules) -> Problem:
    name = ".".join(map(str, place))
    at_key, at_value = document.where(place, key=True), document.where(place)
    match detail["type"]:
        case "extra_forbidden":
            key = str(place[-1])
            if key in rules.elsewhere and len(detail["loc"]) == 1:
                what = f"{name}: is a field of '{rules.elsewhere[key]}', not of {rules.whose}"
                return Problem(what, at_key, rules.owner, "", rules.reset)
            near = nearest(key, rules.config.model_fields) if len(detail["loc"]) == 1 else ""
            return Problem(f"{name}: unknown key for {rules.whose}", at_key, rules.owner, near, rules.command)
        case "missing":
            return Problem(f"{name}: is missing for {rules.whose}", at_key, rules.owner, "", rules.command)
        case _:
            near = nearest(str(detail["input"]), _choices(detail))
            return Problem(f"{name}: {rule_of(detail)}", at_value, rules.owner, near, rules.command)


def rule_of(detail: ErrorDetails) -> str:
    """Return the rule that a value breaks, with the value.

    Args:
        detail: one of ``ValidationError.errors``.
    """
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    given = json.dumps(detail["input"], ensure_ascii=False, default=str)
    shown = given if len(given) <= 60 else given[:57] + "..."  # noqa: PLR2004 - what fits a line
    return f"{shown} {detail['msg'].removeprefix('Input ')}"


def _choices(detail: ErrorDetails) -> list[str]:
    expected = detail.get("ctx", {}).get("expected", "")
    return re.findall(r"'([^']*)'", str(expected))


def _trim(place: Place, document: Document, depth: int) -> Place:
    """Drop the names of union branches that pydantic appends; params.yaml has no such places."""
    while len(place) > depth and place not in document.marks:
        place = place[:-1]
    return place
