"""Whose fields a search varies: the class of a section, or of each component that may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unrolled.component import Kind
from unrolled.config import Config
from unrolled.errors import ConfigError, Problem, nearest
from unrolled.host import Host
from unrolled.params.document import Document
from unrolled.params.select import dotted
from unrolled.sections import TrainConfig, UnrollConfig

HOSTED: Mapping[str, type[Config]] = {"train": TrainConfig, "unroll": UnrollConfig}


@dataclass(frozen=True, slots=True)
class Owner:
    """The config class that a varied field belongs to.

    Args:
        config: the class.
        whose: as messages call it.
        base: the section's own values, without those that vary.
        command: that shows what would be right.
        when: the component's name as the space writes it, where several may stand in the section.
    """

    config: type[Config]
    whose: str
    base: Mapping[str, Any]
    command: str
    when: str = ""


class Owners:
    """Finds whose a varied field is.

    Args:
        document: of params.yaml, with a section ``search``.
        host: with the plugins.
        kinds: section to the kind of its components.
    """

    def __init__(self, document: Document, host: Host, kinds: Mapping[str, Kind]) -> None:
        self._document, self._host, self._kinds = document, host, kinds
        self._specs: dict[str, Any] = dict(document.values["search"]["space"])

    def of(self, section: str, path: str) -> Iterator[Owner]:
        """Yield the classes that may stand in a section: one, or one for each component that is to choose from.

        Args:
            section: of params.yaml, dotted where it is below another.
            path: of the value that varies, for the message.

        Raises:
            ConfigError: there is no such section, or no such component.
            PluginError: the plugin that should declare the component is broken.
        """
        values = self._values(section)
        if section in HOSTED:
            yield Owner(HOSTED[section], f"section '{section}'", values, f"unrolled show section {section}")
            return
        kind = self._kinds.get(section.partition(".")[0])
        if kind is None or "name" not in self._values(section, whole=True):
            instead = "; search.seeds trains each configuration with several" if path == "seed" else ""
            what = f"there is no such value to vary{instead}"
            raise ConfigError(Problem(what, nearest=nearest(path, self._known())))
        varied = f"{section}.name" in self._specs
        names = list(self.choices(f"{section}.name")) if varied else [self._values(section, whole=True)["name"]]
        for name in names:
            located = self._host.find(kind, name)
            command = f"unrolled show {kind} {located.component.name}"
            yield Owner(located.component.config, f"{kind} '{name}'", values, command, str(name))

    def choices(self, path: str) -> dict[str, dict[str, Any]]:
        """Return component to the sub-space that comes with it.

        Args:
            path: of the component's name.

        Raises:
            ConfigError: the entry is no choice between components.
        """
        spec = self._specs[path]
        chosen = spec.get("choice") if isinstance(spec, dict) else None
        if isinstance(chosen, list):
            if len(set(map(str, chosen))) < len(chosen):
                raise ConfigError(Problem("the same component stands twice in the choice"))
            chosen = dict.fromkeys(map(str, chosen))
        if not isinstance(chosen, dict) or not chosen or set(spec) != {"choice"}:
            raise ConfigError(Problem("write {choice: [one, another]} to choose between components"))
        if wrong := [name for name, fields in chosen.items() if not isinstance(fields, dict | None)]:
            raise ConfigError(Problem(f"what comes with '{wrong[0]}' is no mapping of its fields"))
        return {name: fields or {} for name, fields in chosen.items()}

    def _values(self, section: str, *, whole: bool = False) -> dict[str, Any]:
        """Return a section's values; without its name and what varies, unless all are wanted."""
        node: Any = self._document.values
        for part in section.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        values: dict[str, Any] = node if isinstance(node, dict) else {}
        return values if whole else {key: value for key, value in values.items() if not self._varies(section, key)}

    def _varies(self, section: str, key: str) -> bool:
        spec = self._specs.get(f"{section}.name")
        chosen = spec.get("choice") if isinstance(spec, dict) else None
        brought = [fields for fields in chosen.values() if isinstance(fields, dict)] if isinstance(chosen, dict) else []
        return key == "name" or f"{section}.{key}" in self._specs or any(key in fields for fields in brought)

    def _known(self) -> list[str]:
        hosted = [f"{section}.{field}" for section, config in HOSTED.items() for field in config.model_fields]
        there = [dotted(place) for place in self._document.ends if place[:1] != ("search",) and len(place) > 1]
        return hosted + there
