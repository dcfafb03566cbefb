"""The connection to a cluster: one of the user's by its address, or one of this machine for as long as it lasts."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from unrolled.errors import ConfigError, Problem, ResourceError
from unrolled_workflows.search.executors.environment import variables
from unrolled_workflows.search.executors.ray.internals import hush, node_is_here, reread_environment

_WHERE = "search --address"
_OUTSIDE = "this machine is no node of the cluster: ray start --address HOST:PORT makes it one"
_PATIENCE = 5.0
"""Seconds in which a cluster answers."""
_STORE = 100_000_000
"""Bytes of Ray's object store on this machine: only legs and outcomes go through it."""
_TOKEN = secrets.token_hex(32)
"""Of the clusters that this process starts."""
_SILENCE = {
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
}
# With its support of clusters off, which Ray does elsewhere by default, its servers listen on loopback only.
_OURS = {**_SILENCE, "RAY_AUTH_TOKEN": _TOKEN, "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
# The seconds for which Ray tries a token that the cluster does not know.
_THEIRS = {**_SILENCE, "RAY_gcs_server_port_wait_time_s": "1"}


@contextmanager
def cluster(address: str | None, cpus: int | None) -> Generator[None]:
    """Be connected to a cluster while the block runs; only clients with its token are let in.

    Args:
        address: ``host:port`` of a cluster, or ``auto`` for the one of this machine; None starts one that ends with
            the block.
        cpus: of the one that is started; None counts this machine's.

    Raises:
        ConfigError: the address cannot be reached, or the token is missing or not the cluster's.
        ResourceError: none can be started here.
    """
    with ExitStack() as stack:
        if address is None:
            stack.enter_context(variables(_OURS))
            home = stack.enter_context(TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True))
            stack.callback(_leave)
            _start(cpus, home)
        else:
            # What the user says of Ray stands, that its cluster knows no token included.
            stack.enter_context(variables({name: os.environ.get(name, value) for name, value in _THEIRS.items()}))
            stack.callback(_leave)
            _join(address)
        yield


def _start(cpus: int | None, home: str) -> None:
    """Start a cluster on this machine."""
    try:
        _init(address="local", num_cpus=cpus, include_dashboard=False, object_store_memory=_STORE, _temp_dir=home)
    except Exception as error:
        what = f"Ray does not start on this machine: {str(error).partition(chr(10))[0]}"
        raise ResourceError(Problem(what, where=home, command="docs/search.md")) from error


def _join(address: str) -> None:
    """Connect to a cluster of the user's, or say in seconds why not."""
    if address != "auto":
        _reach(address)
    if not node_is_here():
        raise _refusal(_OUTSIDE)
    try:
        _init(address=address)
    except Exception as error:
        raise _refusal(_why(address, error)) from error


def _why(address: str, error: Exception) -> str:
    """Return why Ray did not connect."""
    from ray.exceptions import AuthenticationError

    if isinstance(error, AuthenticationError):
        return "there is no token: RAY_AUTH_TOKEN is not set"
    if "InvalidAuthToken" in str(error.__cause__):
        return f"{address} lets in clients with its token alone, and RAY_AUTH_TOKEN is not it"
    if "to resolve node" in str(error.__cause__):
        return _OUTSIDE
    if isinstance(error, ConnectionError):
        return f"{address} is no Ray cluster"
    return f"{address}: {str(error).partition('. ')[0]}"


def _reach(address: str) -> None:
    """Refuse an address at which nothing listens; Ray itself would try for two minutes, and end the process."""
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdecimal():
        raise _refusal(f"'{address}' is not host:port")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _refusal(f"nothing answers at {address}: {error}") from error


def _refusal(what: str) -> ConfigError:
    return ConfigError(Problem(what, where=_WHERE, command="docs/search.md"))


def _init(**options: Any) -> None:
    """Start Ray's client, silent, and with this process's handler of SIGTERM left as it is."""
    import ray

    reread_environment()
    before = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
    finally:
        signal.signal(signal.SIGTERM, before)
    hush()


def _leave() -> None:
    """Let go of the cluster, and end it where this process started it."""
    import ray

    ray.shutdown()
