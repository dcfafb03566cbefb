"""Finding and loading plugins, each on its own: a broken one costs itself and nothing else."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pluggy

from unrolled import hookspecs
from unrolled.blame import told
from unrolled.component import Component
from unrolled.sources import GROUP, Source

IMPORT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that works."""

    source: Source
    module: ModuleType
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that does not, and why, in one line."""

    source: Source
    cause: str


def load(source: Source) -> Loaded | Broken:
    """Import a plugin, check its version and its hooks, and ask for its components.

    Args:
        source: where it comes from.

    Returns:
        The plugin, or why it cannot be used.
    """
    outcome = _within(IMPORT_SECONDS, lambda: _examine(source))
    if isinstance(outcome, Loaded):
        return outcome
    return Broken(source, told(outcome, source))


def _examine(source: Source) -> Loaded:
    module = _import(source)
    _check_version(module)
    return Loaded(source, module, _components(module))


def _within(seconds: float, work: Callable[[], Loaded]) -> Loaded | BaseException:
    """Run work in a thread of its own, so that whatever it raises is the plugin's, and a real Ctrl-C is the user's."""
    outcome: list[Loaded | BaseException] = []

    def body() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - whatever a stranger's module raises
            outcome.append(error)

    # What a plugin prints while it is imported must not end up in `--json` output.
    with redirect_stdout(sys.stderr):
        thread = threading.Thread(target=body, daemon=True)
        thread.start()
        thread.join(seconds)
    return outcome[0] if outcome else TimeoutError(f"its import did not end within {seconds:.0f} s")


def _import(source: Source) -> ModuleType:
    return _import_file(source) if source.version == "file" else importlib.import_module(source.module)


def _import_file(source: Source) -> ModuleType:
    """Import a file as a package of its own: `from . import gates` finds what stands beside it, for this file alone."""
    name = f"unrolled_file_{source.entry_point}_{hashlib.sha256(source.module.encode()).hexdigest()[:8]}"
    folder = str(Path(source.module).parent)
    spec = importlib.util.spec_from_file_location(name, source.module, submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError(f"{source.distribution} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    for stale in [known for known in sys.modules if known.startswith(f"{name}.")]:
        del sys.modules[stale]
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _check_version(module: ModuleType) -> None:
    version = getattr(module, "unrolled_api", hookspecs.API_VERSION)
    if version != hookspecs.API_VERSION:
        side = "a newer" if version > hookspecs.API_VERSION else "an older"
        raise ImportError(
            f"it was written for {side} plugin API ({version}; this unrolled has {hookspecs.API_VERSION}): "
            f"upgrade {'unrolled' if side == 'a newer' else 'the plugin'}"
        )


def _components(module: ModuleType) -> tuple[Component, ...]:
    # A manager of its own, so that a misspelled hook or argument is this plugin's error and nobody else's.
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    manager.check_pending()
    if not manager.get_hookcallers(module):
        raise TypeError("it has no hook, such as: @hookimpl def components(): return [...]")
    answers: Sequence[object] = manager.hook.components()
    if not answers and manager.hook.components.get_hookimpls():
        raise TypeError("components() returned None")
    declared = [item for answer in answers for item in _items(answer)]
    seen: set[tuple[str, str]] = set()
    for component in declared:
        if (component.kind, component.name) in seen:
            raise TypeError(f"components() declares {component.kind} '{component.name}' twice")
        seen.add((component.kind, component.name))
    return tuple(declared)


def _items(answer: object) -> Sequence[Component]:
    if not isinstance(answer, list | tuple):
        raise TypeError(f"components() returned {type(answer).__name__}, not a list of components")
    for item in answer:
        if isinstance(item, ModuleType):
            raise TypeError(f"the submodule {item.__name__} has taken the place of what components() names: rename one")
        if not isinstance(item, Component):
            raise TypeError(f"components() returned {item!r}, which no @cell, @task, ... declared")
    return answer
