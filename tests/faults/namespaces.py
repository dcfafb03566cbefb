"""Hosts with addresses, links, sockets and processes of their own: namespaces of Linux, joined by a bridge."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_NET = "10.77.0"
_RAY = "/tmp/ray"
"""Where Ray keeps the sockets of a host."""
_APART = [
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
]


@dataclass(frozen=True)
class Host:
    """A machine of its own, but for its files.

    Args:
        name: of the host.
        address: of its interface.
        pid: of the process that keeps it; when that is killed, all of the host is.
        hub: of the process that keeps the bridge.
    """

    name: str
    address: str
    pid: int
    hub: int

    def start(self, words: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start a program on this host."""
        command = [*inside(self.pid), *words]
        environment = {**os.environ, **env}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def cut(self) -> None:
        """Cut the host off: its processes go on, and reach nobody."""
        run(self.hub, f"ip link set {self.name} down")


def can_make_hosts() -> bool:
    """Tell whether this process may make namespaces, and has the programs to."""
    try:
        with hosts(1):
            return True
    except (OSError, subprocess.CalledProcessError, StopIteration):
        return False


@contextmanager
def hosts(count: int) -> Generator[list[Host]]:
    """Make hosts that reach each other, and end them with the block."""
    with ExitStack() as stack:
        hub = _apart(stack)
        run(hub, "ip link add bridge type bridge", "ip link set bridge up")
        yield [_host(f"host{number}", f"{_NET}.{number}", hub, stack) for number in range(1, count + 1)]


def _host(name: str, address: str, hub: int, stack: ExitStack) -> Host:
    place = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
    pid = _apart(stack)
    run(hub, f"ip link add {name} type veth peer name {name}-end")
    # The bridge's namespace of processes knows no other host's, so that the first one hands the link over.
    subprocess.run([*inside(hub, "net"), "ip", "link", "set", f"{name}-end", "netns", str(pid)], check=True)
    run(hub, f"ip link set {name} master bridge up")
    run(pid, f"ip link set {name}-end name eth0", f"ip address add {address}/24 dev eth0", "ip link set eth0 up")
    # Ray finds a host's address by the route that leads out.
    run(pid, "ip route add default dev eth0", "ip link set lo up", f"mount --bind {place} {_RAY}")
    return Host(name, address, pid, hub)


def _apart(stack: ExitStack) -> int:
    """Start a process in namespaces of its own; return its id."""
    Path(_RAY).mkdir(exist_ok=True)
    keeper = subprocess.Popen([*_APART, "sh", "-c", "echo up; exec sleep infinity"], stdout=subprocess.PIPE)
    stack.callback(keeper.wait)
    stack.callback(keeper.kill)
    assert keeper.stdout is not None
    stack.callback(keeper.stdout.close)
    next(keeper.stdout)
    return int(Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text())


def inside(pid: int, *spaces: str) -> list[str]:
    """Return the words that run a program in the namespaces of a process."""
    return ["nsenter", "--target", str(pid), *(f"--{space}" for space in spaces or ("net", "mount", "pid"))]


def run(pid: int, *commands: str) -> None:
    """Run commands in the namespaces of a process."""
    for command in commands:
        subprocess.run([*inside(pid), *command.split()], check=True, capture_output=True)
