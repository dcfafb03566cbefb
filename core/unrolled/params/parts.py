"""The parts of a model besides its encoder: does the task have them, and do they fit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from unrolled.component import Surroundings
from unrolled.errors import ConfigError, Problem
from unrolled.params.document import Document, Place
from unrolled.params.experiment import Selected
from unrolled.sections import UnrollConfig


def check_surroundings(components: Mapping[str, Selected], unroll: UnrollConfig, document: Document) -> None:
    """See that the task can be built with the cell, the way it is unrolled and the parts that there are.

    Args:
        components: by slot.
        unroll: the section.
        document: for the places of what does not fit.

    Raises:
        ConfigError: the task refuses something.
        PluginError: the task's own check raised something.
    """
    task = components["task"]
    cell = components.get("cell.encoder") or components["cell"]
    around = Surroundings(unroll, recurrent=cell.located.component.recurrent, scorer="scorer" in components)
    if refused := task.refusals(around):
        raise ConfigError(*(placed(each, document, str(task.located.source)) for each in refused))


def placed(problem: Problem, document: Document, owner: str) -> Problem:
    """Return a problem of a value, with its place in the document.

    Args:
        problem: whose place is the value's dotted name; a stranger's may have none.
        document: that has the value.
        owner: whose rule it is.
    """
    what = f"{problem.where}: {problem.what}" if problem.where else problem.what
    return replace(problem, what=what, where=document.where(tuple(problem.where.split("."))), owner=owner)


def unasked(components: Mapping[str, Selected], document: Document) -> list[Problem]:
    """Return what params.yaml says of parts that the task does not have, and cells that cannot be a decoder.

    Args:
        components: by slot.
        document: for the places of what does not fit.
    """
    task = components["task"].located
    whose, parts = f"task '{task.component.name}'", components["task"].parts
    problems: list[Problem] = []

    def refuse(what: str, place: Place, command: str) -> None:
        problems.append(Problem(what, document.where(place, key=True), str(task.source), "", command))

    if "cell.decoder" in components and "decoder" not in parts:
        refuse(
            f"cell.decoder: {whose} has no decoder as it is configured; write one cell alone",
            ("cell", "decoder"),
            "docs/experiment.md",
        )
    if "scorer" in components and "scorer" not in parts:
        refuse(
            f"scorer: {whose} has no attention as it is configured; leave the section out",
            ("scorer",),
            "docs/experiment.md",
        )
    slot = "cell.decoder" if "cell.decoder" in components else "cell"
    if "decoder" in parts and not components[slot].located.component.recurrent:
        name, place = components[slot].located.component.name, tuple(slot.split("."))
        what = f"{slot}: a decoder takes one step at a time, and cell '{name}' has no step"
        refuse(what if slot != "cell" else f"{what}; write cell.encoder and cell.decoder", place, "unrolled plugins")
    return problems
