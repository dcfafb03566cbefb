"""Do the parts fit: the dataset's fields, their tokenizers and embeddings, the task's roles, the cell's time loop?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from unrolled.contracts import Dataset, FieldKind
from unrolled.errors import ConfigError, Problem, listing
from unrolled.params.document import Document
from unrolled.params.experiment import Selected
from unrolled.params.serving import described, misfits
from unrolled.sections import UnrollConfig


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which field goes where.

    Args:
        fields: the dataset's fields and their kinds.
        roles: role of the task to the field that fills it.
    """

    fields: Mapping[str, FieldKind]
    roles: Mapping[str, str]


def wire(components: Mapping[str, Selected], document: Document) -> Wiring:
    """Connect the parts of an experiment.

    Args:
        components: slot to component.
        document: for the places of what does not fit.

    Raises:
        ConfigError: a tokenizer or embedding serves no field, a text field has none, or no field fills a role.
        PluginError: the dataset cannot be built.
    """
    fields = cast("Dataset", components["data"].build()).fields
    roles, problems = _roles(components, fields, document)
    problems += misfits(components, fields, roles, document)
    if problems:
        raise ConfigError(*problems)
    return Wiring(dict(fields), roles)


def check_unroll(cell: Selected, unroll: UnrollConfig, device: str, document: Document) -> None:
    """See that the cell, as it is declared, can be unrolled as the section says.

    Args:
        cell: with its fields.
        unroll: the section.
        device: ``cpu`` or ``cuda``.
        document: for the places of what does not fit.

    Raises:
        ConfigError: the section asks for what the cell or the device cannot do.
    """
    component, owner = cell.located.component, str(cell.located.source)
    whose, fused = f"cell '{component.name}'", component.fuses(cell.config)
    refused = unroll.refusals(whose, fused=fused, recurrent=component.recurrent, device=device)
    problems = [
        replace(
            each, what=f"{each.where}: {each.what}", where=document.where(tuple(each.where.split("."))), owner=owner
        )
        for each in refused
    ]
    if problems:
        raise ConfigError(*problems)


def _roles(
    components: Mapping[str, Selected], fields: Mapping[str, FieldKind], document: Document
) -> tuple[dict[str, str], list[Problem]]:
    task = components["task"].located
    roles: dict[str, str] = {}
    problems: list[Problem] = []
    for role, kinds in task.component.roles.items():
        fitting = [name for name, kind in fields.items() if kind in kinds]
        named = [name for name in fitting if name == role]
        if len(named or fitting) == 1:
            roles[role] = (named or fitting)[0]
            continue
        several = f"{listing(fitting)} all fit: call the one that is meant '{role}' in data.fields"
        found = several if fitting else f"the data has {described(fields)}"
        what = f"task '{task.component.name}' needs one {' or '.join(kinds)} field as its {role}; {found}"
        problems.append(Problem(what, document.where(("task", "name")), str(task.source), "", "unrolled plugins"))
    return roles, problems
