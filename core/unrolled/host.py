"""The host: the plugins that are there, the components they declare, and the hooks they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pluggy

from unrolled import hookspecs
from unrolled.blame import told
from unrolled.component import Component, Kind
from unrolled.discovery import Broken, Loaded, load
from unrolled.errors import ConfigError, PluginError, Problem, UnrolledError, listing, nearest
from unrolled.sources import GROUP, Source, installed, single_file


@dataclass(frozen=True, slots=True)
class Located:
    """A component and the plugin that declares it."""

    component: Component
    source: Source

    @property
    def id(self) -> str:
        """The canonical id: distribution and name."""
        return f"{self.source.distribution}/{self.component.name}"


class Host:
    """The plugins of one process; passed around, never global.

    Args:
        plugins: loaded and broken plugins, in the order of their distributions' names.
    """

    def __init__(self, plugins: Sequence[Loaded | Broken]) -> None:
        plugins = _without_twins(plugins)
        self.loaded = tuple(plugin for plugin in plugins if isinstance(plugin, Loaded))
        self.broken = tuple(plugin for plugin in plugins if isinstance(plugin, Broken))
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        for plugin in self.loaded:
            self._manager.register(plugin.module, _key(plugin.source))

    @classmethod
    def discover(cls, files: Sequence[str] = (), root: Path = Path()) -> Host:
        """Load every installed plugin and the single-file plugins of one experiment.

        Args:
            files: the ``plugins:`` list of params.yaml.
            root: the directory of that params.yaml.
        """
        sources = [*installed(), *(single_file(path, root) for path in dict.fromkeys(files))]
        return cls([load(source) for source in sources])

    @property
    def components(self) -> tuple[Located, ...]:
        """Every component, in the order of plugins."""
        return tuple(Located(component, plugin.source) for plugin in self.loaded for component in plugin.components)

    def of_kind(self, kind: Kind) -> tuple[Located, ...]:
        """Return the components of a kind.

        Args:
            kind: dataset, tokenizer, ...
        """
        return tuple(located for located in self.components if located.component.kind == kind)

    def find(self, kind: Kind, name: str) -> Located:
        """Return the component that a name stands for.

        Args:
            kind: what it shall be.
            name: its name where that is unique, or ``distribution/name``.

        Raises:
            ConfigError: the name is unknown, or several distributions declare it.
            PluginError: the plugin that should declare it is broken.
        """
        distribution, _, short = name.rpartition("/")
        matches = [
            located
            for located in self.of_kind(kind)
            if located.component.name == short and distribution in {"", located.source.distribution}
        ]
        if len(matches) == 1:
            return matches[0]
        if matches:
            ids = listing([located.id for located in matches])
            what = f"{kind} '{name}' is declared by {len(matches)} distributions: write one of {ids}"
            raise ConfigError(Problem(what, command="unrolled plugins"))
        raise self._unknown(kind, name, distribution)

    def answering(self, hook: str) -> tuple[Loaded, ...]:
        """Return the plugins that implement a hook.

        Args:
            hook: its name.
        """
        names = {found.plugin_name for found in getattr(self._manager.hook, hook).get_hookimpls()}
        return tuple(plugin for plugin in self.loaded if _key(plugin.source) in names)

    def call(self, hook: str, plugin: Loaded, **arguments: Any) -> Any:
        """Call one plugin's implementation of a hook, so that what it raises is known to be its own.

        Args:
            hook: its name.
            plugin: that implements it.
            **arguments: the hook's arguments.

        Returns:
            What the plugin answered, None where it answered nothing.

        Raises:
            PluginError: the plugin raised; it names distribution, version, entry point, hook and line.
        """
        others = [other.module for other in self.loaded if other is not plugin]
        try:
            answers = self._manager.subset_hook_caller(hook, others)(**arguments)
        except (Exception, SystemExit) as error:
            what = f"its hook {hook} raised {told(error, plugin.source)}"
            raise PluginError(_problem(plugin.source, what)) from error
        return answers[0] if answers else None

    def _unknown(self, kind: Kind, name: str, distribution: str) -> UnrolledError:
        causes = [
            _problem(broken.source, f"is broken: {broken.cause}")
            for broken in self.broken
            if distribution in {"", broken.source.distribution}
        ]
        known = self.of_kind(kind)
        near = nearest(name, [*(located.component.name for located in known), *(located.id for located in known)])
        unknown = Problem(f"no {kind} is called '{name}'", nearest=near, command="unrolled plugins")
        return PluginError(unknown, *causes) if causes and not near else ConfigError(unknown, *causes)


def _without_twins(plugins: Sequence[Loaded | Broken]) -> list[Loaded | Broken]:
    """Keep the first of the plugins that share a module: its components would otherwise be there twice."""
    first: dict[int, Source] = {}
    kept: list[Loaded | Broken] = []
    for plugin in plugins:
        source = plugin.source
        known = first.setdefault(id(plugin.module), source) if isinstance(plugin, Loaded) else source
        what = f"its module is already the plugin {known}, entry point {known.entry_point}"
        kept.append(plugin if known is source else Broken(source, what))
    return kept


def _key(source: Source) -> str:
    return f"{source.distribution}:{source.entry_point}"


def _problem(source: Source, what: str) -> Problem:
    return Problem(what, where=f"plugin {source} (entry point {source.entry_point})", command="unrolled plugins")
