"""Which output was made from which: a model is never scored on the tokens of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from unrolled.durable import MANIFEST, read_manifest, sha256, verify
from unrolled.errors import ConfigError, IntegrityError, Problem
from unrolled_workflows.workspace import Workspace

_AGAIN = "dvc repro, or unrolled run"


def input_digests(names: Iterable[str], workspace: Workspace) -> dict[str, str]:
    """Return the digest of each output that a stage reads: that of its manifest, which holds its files'.

    Args:
        names: of the stages that made them.
        workspace: where they stand.

    Raises:
        ConfigError: one of them has not run.
    """
    return {name: _digest(name, workspace) for name in names}


def require_sound(names: Iterable[str], workspace: Workspace) -> None:
    """Check outputs against their manifests, and that each was made from what stands beside it now.

    Args:
        names: of the stages that made them.
        workspace: where they stand.

    Raises:
        IntegrityError: a file is damaged, or an output was made from another input.
    """
    for name in names:
        if workspace.output(name).is_dir():
            _require_undamaged(name, workspace)
            _require_parents(name, workspace)


def _require_undamaged(name: str, workspace: Workspace) -> None:
    try:
        verify(workspace.output(name))
    except IntegrityError as error:
        raise IntegrityError(*(replace(problem, command=_AGAIN) for problem in error.problems)) from error


def _require_parents(name: str, workspace: Workspace) -> None:
    for parent, digest in read_manifest(workspace.output(name)).get("inputs", {}).items():
        if not workspace.output(parent).is_dir():
            continue
        if _digest(parent, workspace) != digest:
            what = f"was made from another outputs/{parent} than stands here now"
            raise IntegrityError(Problem(what, where=f"outputs/{name}", command=_AGAIN))
        _require_parents(parent, workspace)


def _digest(name: str, workspace: Workspace) -> str:
    manifest = workspace.output(name) / MANIFEST
    if not manifest.is_file():
        where = str(workspace.output(name))
        raise ConfigError(Problem(f"stage '{name}' has not run", where=where, command=f"unrolled stage {name}"))
    return sha256(manifest)
