"""Where plugins come from: installed distributions and single files, and the code that each is."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from unrolled.errors import PluginError, Problem

GROUP = "unrolled"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a plugin comes from.

    Args:
        distribution: as installed, or the path of a single-file plugin as params.yaml has it.
        version: of the distribution; ``file`` for a single file.
        entry_point: its name in the group ``unrolled``; the file's stem for a single file.
        module: dotted name behind the entry point, or the file's absolute path.
    """

    distribution: str
    version: str
    entry_point: str
    module: str

    def __str__(self) -> str:
        """Return whose it is, as error messages say it."""
        return f"{self.distribution} {self.version}"


def installed() -> list[Source]:
    """Return the sources of all installed plugins, sorted by distribution and name."""
    found: dict[tuple[str, str], Source] = {}
    for point in metadata.entry_points(group=GROUP):
        if point.dist is not None:
            source = Source(point.dist.name, point.dist.version, point.name, point.value.partition(":")[0])
            found.setdefault((source.distribution, source.entry_point), source)
    return [found[key] for key in sorted(found)]


def single_file(path: str, root: Path) -> Source:
    """Return the source of a plugin that is one Python file.

    Args:
        path: as params.yaml has it.
        root: the directory of that params.yaml.
    """
    return Source(path, "file", Path(path).stem, str((root / path).resolve()))


def package_of(source: Source) -> Path:
    """Return the directory of a plugin's own package, or its file where it is a single one.

    Args:
        source: of the plugin.

    Raises:
        PluginError: it is not there any more.
    """
    if source.version == "file":
        return Path(source.module)
    spec = importlib.util.find_spec(source.module.partition(".")[0])
    places = list(spec.submodule_search_locations or []) if spec else []
    if places:
        return Path(places[0])
    if spec is None or spec.origin is None:
        raise PluginError(Problem(f"its package {source.module} is not there", where=f"plugin {source}"))
    return Path(spec.origin)
