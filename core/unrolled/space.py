"""What a search may vary: values of params.yaml, some of them there only with one component."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from unrolled.ranges import Choice, Interval


@dataclass(frozen=True, slots=True)
class Dimension:
    """One value of params.yaml that varies.

    Args:
        path: where it stands: ``train.batch_size``.
        domain: what it is drawn from.
        when: the component that its section must name for it to be there; empty where it is always there.
    """

    path: str
    domain: Interval | Choice
    when: str = ""

    @property
    def section(self) -> str:
        """The section that it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """What tables and samplers call it; one path can have another range with each component."""
        return f"{self.section}[{self.when}].{self.path.rpartition('.')[2]}" if self.when else self.path


@dataclass(frozen=True, slots=True)
class Space:
    """All that a search varies.

    Args:
        dimensions: the choice of a component stands before what depends on it.
    """

    dimensions: Sequence[Dimension]

    def is_active(self, dimension: Dimension, values: Mapping[str, Any]) -> bool:
        """Return whether a dimension is there, given the values of those before it.

        Args:
            dimension: of this space.
            values: dimension's name to value.
        """
        return not dimension.when or values.get(f"{dimension.section}.name") == dimension.when

    def vary(self, base: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of params.yaml with those of a trial in them.

        Args:
            base: the values of params.yaml; they stay as they are.
            values: dimension's name to value, for every dimension that is there.
        """
        varied = self.fixed(base)
        for dimension in self.dimensions:
            if dimension.name in values and self.is_active(dimension, values):
                *sections, key = dimension.path.split(".")
                node = varied
                for section in sections:
                    node[section] = node.get(section) or {}  # a section with nothing behind it is None
                    node = node[section]
                node[key] = values[dimension.name]
        return varied

    def fixed(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of params.yaml that no trial changes.

        Args:
            base: the values of params.yaml; they stay as they are.
        """
        rest = copy.deepcopy({name: value for name, value in base.items() if name != "search"})
        for dimension in self.dimensions:
            *sections, key = dimension.path.split(".")
            node: Any = rest
            for section in sections:
                node = (node or {}).get(section)
            if isinstance(node, dict):
                node.pop(key, None)
        return rest

    @property
    def size(self) -> int | None:
        """The number of combinations of values, where they can be counted."""
        counts = {dimension.name: dimension.domain.options for dimension in self.dimensions}
        if any(found is None for found in counts.values()):
            return None
        always = [dimension for dimension in self.dimensions if not dimension.when]
        return prod(self._combined(dimension) for dimension in always)

    def _combined(self, dimension: Dimension) -> int:
        """Return the number of combinations of a dimension and of what is there with its options only."""
        options = dimension.domain.options or ()
        brought = [each for each in self.dimensions if each.when and f"{each.section}.name" == dimension.name]
        if not brought:
            return len(options)
        return sum(prod(len(each.domain.options or ()) for each in brought if each.when == one) for one in options)

    def grid(self) -> Iterator[dict[str, Any]] | None:
        """Return every combination of values, where they can be counted."""
        options = {dimension.name: dimension.domain.options for dimension in self.dimensions}
        if any(found is None for found in options.values()):
            return None
        return self._combinations({}, list(self.dimensions))

    def _combinations(self, chosen: dict[str, Any], rest: Sequence[Dimension]) -> Iterator[dict[str, Any]]:
        if not rest:
            yield chosen
            return
        first = rest[0]
        if not self.is_active(first, chosen):
            yield from self._combinations(chosen, rest[1:])
            return
        found = (self._combinations({**chosen, first.name: value}, rest[1:]) for value in first.domain.options or ())
        yield from itertools.chain.from_iterable(found)
