"""Where what is made of vectors goes."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from unrolled.errors import ConfigError, Problem


def require_folder(target: Path) -> None:
    """Refuse a file in a folder that is not there: more often a slip of the pen than a wish for a folder.

    Args:
        target: to be written.

    Raises:
        ConfigError: its folder is not there.
    """
    folder = target.parent
    if not folder.is_dir():
        command = f"mkdir -p {quote(str(folder))}"
        raise ConfigError(Problem("there is no such folder", where=str(folder), command=command))
