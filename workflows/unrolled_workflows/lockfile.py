"""plugins.lock.yaml on disk: written only when it changes, so that DVC reruns only what it must."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from unrolled.durable import write_text
from unrolled.errors import ConfigError, Problem
from unrolled.lock import build_lock
from unrolled.params import Params
from unrolled_workflows.stages import stages_of

HEADER = "# What code each component is. Written by `unrolled lock`; commit it.\n"


def current_lock(params: Params) -> dict[str, Any]:
    """Describe the code that is installed now.

    Args:
        params: whose components and plugins are described.
    """
    code = {stage.name: stage.code for stage in stages_of(params.experiment)}
    return build_lock(params.experiment, params.host, code)


def render_lock(lock: Mapping[str, Any]) -> str:
    """Return the text of plugins.lock.yaml.

    Args:
        lock: as ``build_lock`` gives it.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    stream = io.StringIO()
    yaml.dump(dict(lock), stream)
    return HEADER + stream.getvalue()


def update_lock(path: Path, lock: Mapping[str, Any]) -> bool:
    """Write plugins.lock.yaml where it says something else.

    Args:
        path: of the file.
        lock: what it shall say.

    Returns:
        Whether it changed.
    """
    text = render_lock(lock)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    write_text(path, text)
    return True


def require_locked(path: Path, lock: Mapping[str, Any]) -> None:
    """Refuse to run a stage with code that plugins.lock.yaml does not describe: DVC would file it under another's key.

    Args:
        path: of the file; none at all is right too.
        lock: what it must say.

    Raises:
        ConfigError: it says something else.
    """
    if path.is_file() and path.read_text(encoding="utf-8") != render_lock(lock):
        raise ConfigError(Problem("does not describe the installed code", where=path.name, command="unrolled lock"))
