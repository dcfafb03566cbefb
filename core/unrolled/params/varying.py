"""From ``search.space`` to a Space: every path found, every bound held against the field's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from unrolled.component import Kind
from unrolled.errors import ConfigError, Problem, UnrolledError, nearest
from unrolled.host import Host
from unrolled.params.document import Document
from unrolled.params.domains import domain_of
from unrolled.params.owners import Owner, Owners
from unrolled.params.select import HOST
from unrolled.params.translate import rule_of
from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space


def resolve_space(document: Document, host: Host, kinds: Mapping[str, Kind]) -> Space:
    """Find all that ``search.space`` varies.

    Args:
        document: of params.yaml, with a section ``search``.
        host: with the plugins.
        kinds: section to the kind of its components.

    Raises:
        ConfigError: a path, a component, a range or a choice is wrong; all such are in it.
    """
    resolver = _Resolver(document, host, kinds)
    dimensions = [dimension for path in resolver.ordered() for dimension in resolver.dimensions(path)]
    if resolver.problems:
        first: dict[str, Problem] = {}
        for problem in resolver.problems:
            first.setdefault(problem.where, problem)  # a range may be wrong for every component that there is
        raise ConfigError(*first.values())
    space = Space(dimensions)
    if document.values["search"].get("sampler") == "grid" and space.size is None:
        what = "search.sampler: a grid needs choices, whole numbers or steps"
        raise ConfigError(Problem(what, document.where(("search", "sampler")), HOST, "", "docs/search.md"))
    return space


class _Resolver:
    def __init__(self, document: Document, host: Host, kinds: Mapping[str, Kind]) -> None:
        self._document, self._kinds = document, kinds
        self._specs: dict[str, Any] = dict(document.values["search"]["space"])
        self._owners = Owners(document, host, kinds)
        self._refused: set[str] = set()
        self.problems: list[Problem] = []

    def ordered(self) -> list[str]:
        """Return the paths, the choices of components first: what they bring with them follows."""
        return sorted(self._specs, key=lambda path: not path.endswith(".name"))

    def dimensions(self, path: str) -> Iterator[Dimension]:
        """Yield the dimensions that a path stands for; what is wrong goes into ``problems``."""
        section, _, field = path.rpartition(".")
        if f"{section}.name" in self._refused:
            return
        try:
            owners = list(self._owners.of(section, path))
        except UnrolledError as error:
            self.problems += [self._problem(path, problem.what, problem.nearest) for problem in error.problems]
            self._refused.add(path)
            return
        if field == "name" and section.partition(".")[0] in self._kinds:
            yield Dimension(path, Choice([owner.when for owner in owners]))
            for owner in owners:
                self._require_fit(path, owner)
                for name, spec in self._owners.choices(path)[owner.when].items():
                    yield from self._field(owner, f"{section}.{name}", name, spec, path, owner.when)
            return
        if f"{section}.name" in self._specs and self._is_brought(section, field):
            self.problems.append(self._problem(path, f"stands under search.space.{section}.name as well"))
            return
        per_choice = self._specs[path] == "tune" and len(owners) > 1
        for owner in owners:
            found = list(self._field(owner, path, field, self._specs[path], path, owner.when if per_choice else ""))
            yield from found if per_choice or owner is owners[0] else ()

    def _field(self, owner: Owner, path: str, field: str, spec: Any, written: str, when: str) -> Iterator[Dimension]:  # noqa: PLR0917 - one call a line
        """Yield the dimension of one field of one class, if its range is right."""
        info = owner.config.model_fields.get(field)
        if info is None:
            near = nearest(field, owner.config.model_fields)
            self.problems.append(self._problem(written, f"'{field}' is no field of {owner.whose}", near, owner.command))
            return
        try:
            domain = domain_of(info.rebuild_annotation(), spec)
        except ValueError as error:
            self.problems.append(self._problem(written, str(error), command=owner.command))
            return
        options = (domain.low, domain.high) if isinstance(domain, Interval) else domain.options
        for value in options:
            self._require_parsed(owner, {**owner.base, field: value}, field, written)
        yield Dimension(path, domain, when)

    def _is_brought(self, section: str, field: str) -> bool:
        return any(field in fields for fields in self._owners.choices(f"{section}.name").values())

    def _require_fit(self, path: str, owner: Owner) -> None:
        """See that the section's own fields are also those of a component that may take its place."""
        if left_over := [name for name in owner.base if name not in owner.config.model_fields]:
            what = (
                f"'{left_over[0]}' stands in the section, and {owner.whose} has no such field: vary it with the others"
            )
            self.problems.append(self._problem(path, what, command=owner.command))

    def _require_parsed(self, owner: Owner, values: Mapping[str, Any], field: str, path: str) -> None:
        try:
            owner.config.parse(values)
        except ValidationError as error:
            rules = [rule_of(detail) for detail in error.errors() if detail["loc"][:1] in {(field,), ()}]
            self.problems += [self._problem(path, f"{rule} for {owner.whose}", command=owner.command) for rule in rules]

    def _problem(self, path: str, what: str, near: str = "", command: str = "docs/search.md") -> Problem:
        where = self._document.where(("search", "space", path))
        return Problem(f"search.space.{path}: {what}", where, HOST, near, command)
