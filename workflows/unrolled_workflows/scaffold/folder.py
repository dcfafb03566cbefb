"""A folder that `dvc repro` runs to a report: written whole; in an empty folder entry by entry, params.yaml last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from unrolled.durable import make_directory, remove, take_over, write_bytes
from unrolled.errors import ConfigError, Problem
from unrolled.params import read_params
from unrolled_workflows.pipeline import write_pipeline
from unrolled_workflows.workspace import Workspace

_IGNORED = "/.unrolled/\n/outputs/\n/dvc_plots/\n/params.schema.json\n"
_DVC_IGNORED = "/config.local\n/tmp\n/cache\n"


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of an experiment, its dvc.yaml and what DVC needs to run it there.

    Args:
        target: of the folder; missing or empty.
        files: path inside the folder to content; ``params.yaml`` is among them.

    Raises:
        ConfigError: the folder holds something already, or params.yaml is wrong.
        ResourceError: the disk is full or refuses.
    """
    require_free(target)
    target = target.resolve()
    kept = target.is_dir()
    above = [parent for parent in target.parents if not parent.exists()]
    made = (target if kept else target.parent) / f".{target.name}.{os.getpid()}.new"
    try:
        make_directory(target.parent)
        for name, content in {**files, **_surroundings(target)}.items():
            write_bytes(made / name, content)
        write_pipeline(Workspace(made), read_params(made / "params.yaml"))
        # Whoever stands in an empty folder shall go on standing in it.
        entries = sorted(made.iterdir(), key=lambda path: (path.name == "params.yaml", path.name))
        for path in entries if kept else [made]:
            take_over(path, target / path.name if kept else target)
    finally:
        remove(made)
        for parent in (each for each in above if not target.exists() and each.exists()):
            parent.rmdir()


def require_free(target: Path) -> None:
    """Refuse a place that holds something already, so that nothing is written over.

    Args:
        target: of the folder to be written.

    Raises:
        ConfigError: it is a file, or a folder that is not empty.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ConfigError(Problem("is there already, and no folder", where=str(target)))
    if target.is_dir() and any(target.iterdir()):
        raise ConfigError(Problem("is there already, and not empty: choose another folder", where=str(target)))


def _surroundings(target: Path) -> dict[str, bytes]:
    """Return what makes the folder a project of DVC, which wants to be told where there is no git around it."""
    inside = any((parent / ".git").exists() for parent in target.resolve().parents)
    config = "[core]\n    analytics = false\n" + ("" if inside else "    no_scm = true\n")
    return {
        ".gitignore": _IGNORED.encode(),
        ".dvc/config": config.encode(),
        ".dvc/.gitignore": _DVC_IGNORED.encode(),
    }
