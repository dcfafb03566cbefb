"""Do the parts fit: the dataset's fields, their tokenizers and embeddings, the task's roles, the cell's time loop?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from unrolled.component import Component
from unrolled.contracts import Dataset, FieldKind
from unrolled.errors import ConfigError, Problem, listing
from unrolled.host import Host, Located
from unrolled.params.document import Document
from unrolled.params.experiment import Selected
from unrolled.params.parts import placed, unasked
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


def wire(components: Mapping[str, Selected], document: Document, host: Host) -> Wiring:
    """Connect the parts of an experiment.

    Args:
        components: slot to component.
        document: for the places of what does not fit.
        host: with the tasks that might fit instead.

    Raises:
        ConfigError: a tokenizer or embedding serves no field, a text field has none, no field fills a role, or a
            section says what the task has no part for.
        PluginError: the dataset cannot be built.
    """
    fields = cast("Dataset", components["data"].build()).fields
    roles, problems = _roles(components["task"].located, fields, document, host)
    problems += unasked(components, document)
    problems += misfits(components, fields, roles, document)
    if problems:
        raise ConfigError(*problems)
    return Wiring(dict(fields), roles)


def check_unroll(slot: str, cell: Selected, unroll: UnrollConfig, device: str, document: Document) -> None:
    """See that the cell, as it is declared, can be unrolled as the section says.

    Args:
        slot: of the cell.
        cell: with its fields.
        unroll: the section.
        device: ``cpu`` or ``cuda``.
        document: for the places of what does not fit.

    Raises:
        ConfigError: the section asks for what the cell or the device cannot do.
    """
    if slot == "cell.decoder":
        unroll = unroll.one_way
    component, owner = cell.located.component, str(cell.located.source)
    whose, fused = f"cell '{component.name}'", component.fuses(cell.config)
    refused = unroll.refusals(whose, fused=fused, recurrent=component.recurrent, device=device)
    if problems := [placed(each, document, owner) for each in refused]:
        raise ConfigError(*problems)


def _roles(
    task: Located, fields: Mapping[str, FieldKind], document: Document, host: Host
) -> tuple[dict[str, str], list[Problem]]:
    component = task.component
    roles, unfilled = _filled(component, fields)
    problems: list[Problem] = []
    for role, fitting in unfilled.items():
        several = f"{listing(fitting)} all fit: call the one that is meant '{role}' in data.fields"
        found = several if fitting else f"the data has {described(fields)}{_instead(fields, host)}"
        what = f"task '{component.name}' needs one {' or '.join(component.roles[role])} field as its {role}; {found}"
        problems.append(Problem(what, document.where(("task", "name")), str(task.source), "", "unrolled plugins"))
    return roles, problems


def _filled(task: Component, fields: Mapping[str, FieldKind]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the field of each role, and of each role that needs one and has none or several, the fields that fit."""
    roles = {role: role for role, kinds in task.roles.items() if fields.get(role) in kinds}
    unfilled: dict[str, list[str]] = {}
    for role, kinds in task.roles.items():
        if role in roles or role in task.optional:
            continue
        fitting = [name for name, kind in fields.items() if kind in kinds and name not in roles.values()]
        if len(fitting) == 1:
            roles[role] = fitting[0]
        else:
            unfilled[role] = fitting
    return {role: roles[role] for role in task.roles if role in roles}, unfilled


def _instead(fields: Mapping[str, FieldKind], host: Host) -> str:
    """Return which tasks a dataset's fields would do for."""
    fitting = [one.component.name for one in host.of_kind("task") if not _filled(one.component, fields)[1]]
    return f", which would do for {listing(fitting)}" if fitting else ""
