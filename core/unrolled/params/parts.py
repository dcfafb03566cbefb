"""The parts of a model besides its encoder: does the task have them, and do they fit?"""

from __future__ import annotations

from collections.abc import Mapping

from unrolled.errors import Problem
from unrolled.params.document import Document, Place
from unrolled.params.experiment import Selected


def unasked(components: Mapping[str, Selected], document: Document) -> list[Problem]:
    """Return what params.yaml says of parts that the task does not have, and cells that cannot be a decoder.

    Args:
        components: by slot.
        document: for the places of what does not fit.
    """
    task, config = components["task"].located, components["task"].config
    whose, parts = f"task '{task.component.name}'", task.component.parts_of(config)
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
