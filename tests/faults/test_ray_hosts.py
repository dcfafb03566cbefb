"""Three hosts with addresses of their own make a cluster: one is cut off, one never heard the token."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from clusters import ENVIRONMENT
from namespaces import Host, can_make_hosts, hosts
from stand_in import STEPS, steps

RAY = str(Path(sys.executable).with_name("ray"))
ENV = {name: value for name, value in ENVIRONMENT.items() if name != "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"}
PORT = "6379"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_make_hosts(), reason="namespaces cannot be made here (root, iproute2, util-linux)"),
]


def add_node(host: Host, *words: str) -> None:
    """Have a host run a node of Ray, which ends with the host."""
    said, _ = host.start([*start(host), *words], ENV).communicate()
    assert "Ray runtime started" in said


def start(host: Host) -> list[str]:
    return [RAY, "start", "--node-ip-address", host.address, "--node-name", host.name]


@pytest.fixture(scope="module")
def four() -> Generator[list[Host]]:
    """Four hosts, of which the first three run Ray; the first holds no worker."""
    with hosts(4) as made:
        head, *others, _ = made
        add_node(head, "--head", "--port", PORT, "--num-cpus", "0", "--include-dashboard", "false")
        for host in others:
            add_node(host, "--address", f"{head.address}:{PORT}", "--num-cpus", "1")
        yield made


def drive(host: Host, head: Host, place: Path, **env: str) -> subprocess.Popen[str]:
    """Start a driver of two legs of six seconds."""
    script = str(Path(__file__).with_name("drive_stand_in.py"))
    return host.start([sys.executable, script, f"{head.address}:{PORT}", str(place), "2", "6", "0.1"], {**ENV, **env})


def test_a_host_that_never_heard_the_token_is_refused(four: list[Host]) -> None:
    head, _, _, stranger = four
    env = {**ENV, "RAY_AUTH_MODE": "disabled", "RAY_gcs_server_port_wait_time_s": "1"}
    node = stranger.start([*start(stranger), "--address", f"{head.address}:{PORT}"], env)
    said, _ = node.communicate()
    assert node.returncode == 1
    assert "InvalidAuthToken" in said


def test_a_driver_that_never_heard_the_token_is_refused(four: list[Host], tmp_path: Path) -> None:
    head, *_ = four
    driver = drive(head, head, tmp_path, RAY_AUTH_TOKEN="w" * 32)
    said, _ = driver.communicate()
    assert driver.returncode == 1
    assert "search --address: 10.77.0.1:6379 lets in clients with its token alone" in said


def test_a_driver_on_a_host_outside_of_the_cluster_is_told_so(four: list[Host], tmp_path: Path) -> None:
    head, *_, outside = four
    driver = drive(outside, head, tmp_path)
    said, _ = driver.communicate()
    assert driver.returncode == 1, said
    assert "search --address: this machine is no node of the cluster" in said


@pytest.mark.fault("F11")
def test_legs_of_a_host_that_is_cut_off_go_on_elsewhere(four: list[Host], tmp_path: Path) -> None:
    head, _, third, _ = four
    driver = drive(head, head, tmp_path)
    while not all((tmp_path / f"{trial}-0" / "step").exists() for trial in range(2)):
        assert driver.poll() is None
        time.sleep(0.1)
    third.cut()
    said, _ = driver.communicate()
    done = json.loads(said.splitlines()[-1])
    assert (driver.returncode, done["ended"]) == (0, [0, 1])
    (lost,) = done["broken"]
    assert lost.startswith(f"its worker on node host3 ({third.address}) vanished")
    assert [sorted(set(steps(tmp_path, trial))) for trial in range(2)] == [list(range(6 * STEPS))] * 2
