"""The code that the run used: its plugins, and what they ran on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unrolled_workflows.report.wording import flatten

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHORT = 12
_SURROUNDINGS = ("environment", "host")


@dataclass(frozen=True, slots=True)
class Plugin:
    """One locked component.

    Args:
        slot: where the experiment uses it.
        component: its name.
        distribution: that declares it.
        version: of the distribution.
        content: the beginning of its code's digest.
        libraries: name and version of each library that it computes with.
    """

    slot: str
    component: str
    distribution: str
    version: str
    content: str
    libraries: str


def plugins(lock: Mapping[str, Any], prefix: str = "") -> Iterator[Plugin]:
    """Yield the locked components in the lock's order.

    Args:
        lock: plugins.lock.yaml, nested.
        prefix: of the slots.

    Yields:
        One plugin a slot.
    """
    for key, entry in lock.items():
        if not prefix and key in {*_SURROUNDINGS, "callbacks"}:
            continue
        if "component" in entry:
            yield _plugin(f"{prefix}{key}", entry)
        else:
            yield from plugins(entry, f"{prefix}{key}.")


def surroundings(lock: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the environment and the digests of the host's code, as name and value.

    Args:
        lock: plugins.lock.yaml, nested.
    """
    found = {name: lock[name] for name in _SURROUNDINGS if name in lock}
    return [(name, _short(value)) for name, value in flatten(found)]


def _plugin(slot: str, entry: Mapping[str, Any]) -> Plugin:
    distribution, _, component = str(entry["component"]).rpartition("/")
    libraries = ", ".join(f"{name} {version}" for name, version in entry.get("libraries", {}).items())
    return Plugin(slot, component, distribution, str(entry["version"]), _short(str(entry["content"])), libraries)


def _short(value: str) -> str:
    return value[:_SHORT] if _DIGEST.fullmatch(value) else value
