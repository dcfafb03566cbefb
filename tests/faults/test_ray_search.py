"""A search on a cluster loses nodes, or the head and the driver: it ends in the table of one that lost nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clusters import ONE, Killer, cluster

SPACE = """
  sampler: random
  space:
    train.learning_rate: {low: 0.001, high: 0.1, log: true}
    train.batch_size: {choice: [8, 16]}
"""
SLOW = """\
cell: {name: slow}
plugins: [./slow_cell.py]
"""


def search(workspace: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "unrolled", "search", *words], cwd=workspace, env=dict(os.environ))


def table(workspace: Path) -> bytes:
    return (workspace / "search" / "trials.csv").read_bytes()


def reported(workspace: Path, what: str = "reported") -> int:
    """Return how many legs the ledger says to have ended, or to have ended like this."""
    return sum(len(re.findall(what, path.read_text())) for path in workspace.glob(".unrolled/search/*/ledger.jsonl"))


def on_ray(workspace: Path, nodes: Any) -> subprocess.Popen[bytes]:
    return search(workspace, "--executor", "ray", "--address", nodes.address)


@pytest.fixture
def whole(workspace: Path, tmp_path: Path) -> Callable[[str], bytes]:
    """Write a search into the workspace's params.yaml; return the table that it has on two workers of this machine."""

    def call(text: str) -> bytes:
        with (workspace / "params.yaml").open("a") as params:
            params.write(f"{text}{SPACE}")
        copy = Path(shutil.copytree(workspace, tmp_path / "whole"))
        assert search(copy, "--workers", "2").wait() == 0
        return table(copy)

    return call


@pytest.mark.slow
@pytest.mark.fault("F11")
@pytest.mark.timeout(480)
def test_a_search_of_whose_five_nodes_ten_die_one_every_five_seconds_ends_as_one_that_lost_none(
    workspace: Path, tmp_path: Path, whole: Callable[[str], bytes], record_property: Callable[[str, str], None]
) -> None:
    shutil.copy(Path(__file__).with_name("slow_cell.py"), workspace)
    params = workspace / "params.yaml"
    params.write_text(re.sub(r"cell:\n.*\n.*\n", SLOW, params.read_text()).replace("epochs: 2", "epochs: 4"))
    expected = whole("search:\n  trials: 24\n  batch: 24\n  pruner: none")
    (pace := tmp_path / "slow").touch()
    with cluster(*[ONE] * 5, SLOW=str(pace)) as nodes:
        driver = on_ray(workspace, nodes)
        killer = Killer(nodes, 10, 0, lambda: any(workspace.glob(".unrolled/search/*/trials/*/checkpoints/*")))
        while killer.left:
            assert driver.poll() is None
            killer()
            time.sleep(0.1)
        pace.unlink()
        assert driver.wait() == 0
    assert table(workspace) == expected
    lost = reported(workspace, '"reason":"lost"')
    assert lost
    record_property("figure", f"10 of 10 nodes of a search killed, {lost} legs lost, the table the same")


@pytest.mark.slow
@pytest.mark.fault("F12")
@pytest.mark.parametrize("legs", [1, 9])
def test_a_search_whose_driver_and_head_were_killed_ends_as_one_that_was_not(
    workspace: Path, whole: Callable[[str], bytes], legs: int
) -> None:
    expected = whole("search:\n  trials: 12\n  batch: 4\n  max_losses: 20")
    with cluster(ONE, ONE) as nodes:
        driver = on_ray(workspace, nodes)
        while reported(workspace) < legs:
            assert driver.poll() is None
            time.sleep(0.02)
        driver.kill()
        nodes.head_node.kill_gcs_server()
        driver.wait()
    assert not (workspace / "search").exists()
    with cluster(ONE, ONE) as nodes:
        assert on_ray(workspace, nodes).wait() == 0
    assert table(workspace) == expected
