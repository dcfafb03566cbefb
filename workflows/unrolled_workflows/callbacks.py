"""What plugins add to a training: Lightning callbacks, asked for by every process of it."""

from __future__ import annotations

from typing import Any

from unrolled.contracts import Run
from unrolled.errors import PluginError, Problem
from unrolled.host import Host


def callbacks_of(host: Host, run: Run) -> list[Any]:
    """Return the Lightning callbacks of all plugins.

    Args:
        host: with the plugins.
        run: that trains.

    Raises:
        PluginError: a plugin's hook raised, or returned something else.
    """
    from pytorch_lightning import Callback

    found: list[Any] = []
    for plugin in host.answering("callbacks"):
        answer = host.call("callbacks", plugin, run=run) or ()
        if not isinstance(answer, list | tuple) or not all(isinstance(item, Callback) for item in answer):
            what = f"its hook callbacks returned {answer!r}, not a list of Lightning callbacks"
            raise PluginError(Problem(what, where=f"plugin {plugin.source}"))
        found += answer
    return found
