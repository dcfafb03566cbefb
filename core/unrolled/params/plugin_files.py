"""The single files that params.yaml names as plugins."""

from __future__ import annotations

from typing import Any, cast

from unrolled.errors import PluginError, Problem
from unrolled.host import Host
from unrolled.params.document import Document


def plugin_files(document: Document) -> list[str]:
    """Return the files that a document names, leaving what is no text to the validation of the section.

    Args:
        document: as read.
    """
    files: Any = document.values.get("plugins")
    return [file for file in cast("list[Any]", files) if isinstance(file, str)] if isinstance(files, list) else []


def check_plugin_files(document: Document, host: Host) -> None:
    """Refuse a document that names a plugin file which cannot be used.

    Args:
        document: that names it.
        host: that tried to load it.

    Raises:
        PluginError: a file is missing or broken; every such file is named with its place.
    """
    broken = {plugin.source.distribution: plugin.cause for plugin in host.broken if plugin.source.version == "file"}
    problems = [
        Problem(
            f"plugins: {file} is broken: {broken[file]}", document.where(("plugins", at)), command="unrolled plugins"
        )
        for at, file in enumerate(plugin_files(document))
        if file in broken
    ]
    if problems:
        raise PluginError(*problems)
