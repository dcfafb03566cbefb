"""Scripts for bash: values of the cluster as quoted assignments, and fixed text that uses them."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib import resources

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.launch.spec import DOCS, Cluster

TOKEN, SEARCH = "token", "search"


def quoted(text: str) -> str:
    """Return a text as one word of the shell; ``~/`` at its start stays the home directory.

    Args:
        text: anything but a control character.
    """
    return f'"$HOME"/{shlex.quote(text[2:])}' if text.startswith("~/") else shlex.quote(text)


def script(cluster: Cluster, parts: Sequence[str], values: Mapping[str, str | int], head: Sequence[str] = ()) -> str:
    """Return a script that goes to the workspace, sets up the shell, and does what its parts say.

    Args:
        cluster: whose workspace and set-up lines it has.
        parts: names of the fixed texts.
        values: of the variables that the parts read; texts are quoted.
        head: lines before everything else, as ``#SBATCH`` lines.

    Raises:
        ConfigError: a line of the set-up is no shell.
    """
    settings = {"workspace": cluster.workspace, **values}
    assigned = [f"{name}={quoted(value) if isinstance(value, str) else value}" for name, value in settings.items()]
    lines = ["#!/bin/bash", *head, "set -eo pipefail", *assigned, 'cd -- "$workspace"', *cluster.setup, "set -u"]
    text = "\n".join(lines) + "\n" + "".join(map(fixed, parts))
    require_shell(text)
    return text


def fixed(part: str) -> str:
    """Return a text that no cluster changes.

    Args:
        part: its name.
    """
    return resources.files(__package__ or "").joinpath("shell", f"{part}.sh").read_text(encoding="utf-8")


def require_shell(text: str) -> None:
    """See that bash can parse a script; nothing of it is run.

    Args:
        text: of the script.

    Raises:
        ConfigError: bash cannot, or there is no bash.
    """
    bash = shutil.which("bash")
    if bash is None:
        raise ConfigError(Problem("there is no bash on this machine to check the script with"))
    command = ["bash", "-n"]  # that reads the text, and runs nothing
    parsed = subprocess.run(command, executable=bash, input=text, capture_output=True, text=True, check=False)  # noqa: S603
    if parsed.returncode:
        what = f"setup: makes a script that bash cannot parse: {parsed.stderr.strip().partition(chr(10))[0]}"
        raise ConfigError(Problem(what, command=DOCS))
