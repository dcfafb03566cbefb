"""What a plugin's code raised, in one line: the exception, the line of that code, and what would mend an import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten
from traceback import FrameSummary, extract_tb

from unrolled.digests import code_of
from unrolled.errors import PluginError
from unrolled.sources import Source

CAUSE_WIDTH = 300


def told(error: BaseException, source: Source) -> str:
    """Return what a plugin raised, with the innermost line of its own code.

    Args:
        error: that was raised.
        source: of the plugin.
    """
    try:
        code = code_of(source)
    except (PluginError, OSError, ImportError, ValueError):  # what is not there, or is no module, has no lines
        code = []
    return told_of(error, code) + _import_hint(error, source)


def told_of(error: BaseException, code: Iterable[Path]) -> str:
    """Return what was raised, with the innermost line of some code; without one where none of it was at work.

    Args:
        error: that was raised.
        code: files and directories.
    """
    cause = shorten(f"{type(error).__name__}: {error}".removesuffix(": "), CAUSE_WIDTH, placeholder=" ...")
    frame = innermost(error, code)
    return f"{cause} in {frame.filename}:{frame.lineno} (`{frame.line}`)" if frame else cause


def innermost(error: BaseException, code: Iterable[Path]) -> FrameSummary | None:
    """Return the innermost frame of an error that stands in some code, None where there is none.

    Args:
        error: that was raised.
        code: files and directories.
    """
    places = list(code)
    return next((frame for frame in reversed(extract_tb(error.__traceback__)) if stands_in(frame, places)), None)


def stands_in(frame: FrameSummary, code: Iterable[Path]) -> bool:
    """Tell whether a frame stands in some code.

    Args:
        frame: of a traceback.
        code: files and directories.
    """
    file = Path(frame.filename).resolve()
    return any(file.is_relative_to(path.resolve()) for path in code)


def _import_hint(error: BaseException, source: Source) -> str:
    """Return how a single-file plugin imports a module beside it, where it did so in another way."""
    if source.version != "file" or not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    name = error.name.partition(".")[0]
    folder = Path(source.module).parent
    beside = (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()
    return f"; it stands beside the plugin: from . import {name}" if beside else ""
