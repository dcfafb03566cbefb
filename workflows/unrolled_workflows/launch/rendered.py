"""What a launcher gives: files, and the commands that would use them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from unrolled.errors import ConfigError, Problem


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files and commands for one cluster.

    Args:
        commands: lines of shell, in their order.
        files: path to content.
    """

    commands: tuple[str, ...]
    files: Mapping[Path, str] = field(default_factory=dict[Path, str])


def yaml_text(*documents: dict[str, Any], comment: str) -> str:
    """Return plain values as YAML.

    Args:
        *documents: one or more, in their order.
        comment: line to put first.
    """
    yaml, stream, trees = YAML(typ="rt"), io.StringIO(), deepcopy(documents)
    for tree in trees:
        walk_tree(tree)  # scripts keep their lines
    yaml.dump_all(trees, stream)
    return f"# {comment}\n{stream.getvalue()}"


def installed_ray() -> str:
    """Return the version of Ray that the nodes must have as well.

    Raises:
        ConfigError: there is none.
    """
    try:
        return metadata.version("ray")
    except metadata.PackageNotFoundError as error:
        what = "Ray is not installed here, so neither its version nor its rules for cluster files are known"
        raise ConfigError(Problem(what, command="pip install 'ray[tune]'")) from error
