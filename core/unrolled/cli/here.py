"""What the commands find in the directory they run in."""

from __future__ import annotations

from pathlib import Path

from unrolled.host import Host
from unrolled.params import plugin_files, read_document

PARAMS = "params.yaml"


def host_here() -> Host:
    """Return a host with the installed plugins and those that the params.yaml in this directory names."""
    path = Path(PARAMS)
    files = plugin_files(read_document(path)) if path.is_file() else []
    return Host.discover(files, path.parent)
