"""The few things for which Ray has no public call; here and nowhere else, so that a new Ray is looked at here."""

from __future__ import annotations

from importlib import import_module


def reread_environment() -> None:
    """Have Ray read its mode and token again, which it did when something else imported it."""
    raylet = import_module("ray._raylet")
    raylet.Config.initialize("")
    raylet.AuthenticationTokenLoader.instance().reset_cache()


def hush() -> None:
    """Keep Ray from printing on stdout that a worker died; the outcome of its leg says so."""
    import_module("ray._private.worker").__dict__["_worker_logs_enabled"] = False


def node_is_here() -> bool:
    """Tell whether this machine runs a node of some cluster; Ray looks for one a minute long."""
    return bool(import_module("ray._private.services").find_node_ids())
