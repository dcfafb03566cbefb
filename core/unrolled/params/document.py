"""params.yaml as read: plain values, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Place = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top."""


@dataclass(slots=True)
class Document:
    """The plain values of a YAML file, and where each stands.

    Args:
        name: of the file, as messages show it.
        values: mappings, lists and scalars of JSON types.
        marks: place to ``file:line:column``; of a mapping's entry, its key.
        ends: place to ``file:line:column`` of the value itself.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    marks: dict[Place, str] = field(default_factory=dict[Place, str])
    ends: dict[Place, str] = field(default_factory=dict[Place, str])

    def place_of(self, value: str) -> Place | None:
        """Return the first place that holds a text.

        Args:
            value: the text.
        """
        return next((place for place in self.ends if self._at(place) == value), None)

    def _at(self, place: Place) -> Any:
        node: Any = self.values
        for part in place:
            node = node[part]
        return node

    def where(self, place: Place, *, key: bool = False) -> str:
        """Return ``file:line:column`` of a place, or of the nearest place around it.

        Args:
            place: keys and list positions from the top.
            key: point at the key instead of the value.
        """
        table = self.marks if key else self.ends
        while place and place not in table:
            place = place[:-1]
        return table.get(place, self.name)
