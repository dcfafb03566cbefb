"""Running the laws of a component's kind, and the report of what ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from pydantic import ValidationError

from unrolled.component import Component, Kind
from unrolled.config import Config
from unrolled.errors import ConfigError, Problem
from unrolled.testing.law import Breach, Law, NotApplicable, Subject

# Imported when a component of the kind is checked: most of them import torch.
_BOOKS: Mapping[Kind, tuple[str, ...]] = {
    "dataset": ("datasets",),
    "tokenizer": ("tokenizers", "encodings"),
    "embedding": ("embeddings",),
    "cell": ("cells", "cells_in_time"),
    "scorer": ("scorers",),
    "task": ("refusals", "tasks", "predictions", "streams"),
    "tracker": (),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What ran for a component that breaks no law.

    Args:
        component: its kind and name.
        held: names of the laws that ran and hold.
        not_applicable: law name to the reason why it says nothing about the component.
        notes: what else there is to know of how the laws ran, a line each.
    """

    component: str
    held: tuple[str, ...]
    not_applicable: Mapping[str, str]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the report as text, a line a law that did not run, and a line a note."""
        lines = [f"{self.component}: {len(self.held)} laws hold, {len(self.not_applicable)} not applicable"]
        lines += [f"  {law}: {why}" for law, why in self.not_applicable.items()]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


class NonConforming(AssertionError):  # noqa: N818 - read aloud in a failing test, it says what is wrong
    """A component breaks laws of its kind.

    Args:
        component: its kind and name.
        breaches: every broken law.
        ran: number of laws that ran.
    """

    def __init__(self, component: str, breaches: tuple[Breach, ...], ran: int) -> None:
        lines = [f"{component} breaks {len(breaches)} of the {ran} laws that ran:"]
        for law, seen, expected in breaches:
            lines += [f"  {law}", f"    seen:     {seen}", f"    expected: {expected}"]
        super().__init__("\n".join(lines))
        self.breaches = breaches


def conform(component: Component, config: Config | None = None) -> Report:
    """Run every law of a component's kind.

    Args:
        component: as a decorator of the facade declared it.
        config: to build it from; None where the defaults of its fields suffice.

    Returns:
        What ran and what did not.

    Raises:
        NonConforming: laws are broken; it lists them all.
        ConfigError: no config is given and some fields have no default.
    """
    subject = Subject(component, config or _defaults(component))
    held: list[str] = []
    breaches: list[Breach] = []
    not_applicable: dict[str, str] = {}
    for law in _laws(component):
        try:
            breach = law.breach(subject)
        except NotApplicable as why:
            not_applicable[law.name] = str(why)
            continue
        if breach:
            breaches.append(breach)
        else:
            held.append(law.name)
    name = f"{component.kind} '{component.name}'"
    if breaches:
        raise NonConforming(name, tuple(breaches), len(held) + len(breaches))
    return Report(name, tuple(held), not_applicable, tuple(_notes(subject)))


def laws(component: Component, config: Config | None = None) -> list[tuple[str, Callable[[], None]]]:
    """Return the laws of a component's kind, for ``pytest.mark.parametrize``.

    Args:
        component: as a decorator of the facade declared it.
        config: to build it from; None where the defaults of its fields suffice.

    Returns:
        Each law's name, and a function that raises where it is broken and skips where it is not applicable.

    Raises:
        ConfigError: no config is given and some fields have no default.
    """
    subject = Subject(component, config or _defaults(component))
    return [(law.name, partial(law.check, subject)) for law in _laws(component)]


def _laws(component: Component) -> Iterator[Law]:
    """Yield the laws of every kind, then those of the component's own."""
    frames = component.kind == "tokenizer" and component.reads == ("frames",)
    for name in ("declaration", *(("frame_tokenizers",) if frames else _BOOKS[component.kind])):
        yield from import_module(f"unrolled.testing.{name}").LAWS


def _notes(subject: Subject) -> list[str]:
    """Return how the laws of a cell ran; those of other kinds run in one way only."""
    if subject.component.kind != "cell":
        return []
    from unrolled.testing.unrolling import told

    return told(subject)


def _defaults(component: Component) -> Config:
    """Return the configuration of a component that says nothing."""
    try:
        return component.config()
    except ValidationError as error:
        fields = ", ".join(str(problem["loc"][0]) for problem in error.errors() if problem["loc"])
        what = f"{component.kind} '{component.name}' has no default for {fields}: pass conform() a config"
        raise ConfigError(Problem(what, owner=component.config.__qualname__)) from error
