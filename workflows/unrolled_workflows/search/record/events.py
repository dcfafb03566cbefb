"""What happens in a search: each event is one line of its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from unrolled.search import Goal
from unrolled_workflows.search.legs import Reason

State = Literal["complete", "pruned", "failed"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A driver began to work, the first or a later one; ``key`` is the digest of all that the results depend on."""

    key: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A configuration was drawn; it stands here before anything of it starts."""

    trial: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Started:
    """A leg was handed to a worker."""

    trial: int
    repeat: int
    epochs: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A leg gave its values."""

    trial: int
    repeat: int
    epochs: int
    values: tuple[float, ...]
    objectives: tuple[tuple[str, Goal], ...]
    host: str
    pid: int
    seconds: float
    shared: float


@dataclass(frozen=True, slots=True)
class Broken:
    """A leg gave no values: its worker vanished, it was asked to stop, or what it ran raised."""

    trial: int
    repeat: int
    epochs: int
    reason: Reason
    message: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A trial will not go on."""

    trial: int
    state: State


@dataclass(frozen=True, slots=True)
class Closed:
    """No configuration will be drawn any more, though fewer were than asked for."""

    why: str


Event = Opened | Planned | Started | Reported | Broken | Ended | Closed
_KINDS = {kind.__name__.lower(): kind for kind in (Opened, Planned, Started, Reported, Broken, Ended, Closed)}


def to_plain(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON types.

    Args:
        event: that happened.
    """
    return {"event": type(event).__name__.lower(), **asdict(event)}


def from_plain(plain: Mapping[str, Any]) -> Event:
    """Return the event that plain JSON types stand for.

    Args:
        plain: what ``to_plain`` gave, read back from JSON.

    Raises:
        ValueError: they stand for none.
    """
    kind = _KINDS.get(str(plain.get("event")))
    if kind is None or set(plain) != {"event", *(field.name for field in fields(kind))}:
        raise ValueError("is no event of a search")
    values = {name: _frozen(value) for name, value in plain.items() if name != "event"}
    return kind(**values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
