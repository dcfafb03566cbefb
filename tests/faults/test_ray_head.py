"""The head of a cluster and the driver are lost: on a new cluster the same command goes on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from clusters import cluster

ONE = {"num_cpus": 1}
SEARCH = """
search:
  trials: 12
  batch: 4
  sampler: random
  max_losses: 20
  space:
    train.learning_rate: {low: 0.001, high: 0.1, log: true}
    train.batch_size: {choice: [8, 16]}
"""


def search(workspace: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "unrolled", "search", *words], cwd=workspace, env=dict(os.environ))


def reported(workspace: Path) -> int:
    """Return how many legs the ledger says to have ended."""
    return sum(
        len(re.findall("reported", path.read_text())) for path in workspace.glob(".unrolled/search/*/ledger.jsonl")
    )


def on_ray(workspace: Path, nodes: Any) -> subprocess.Popen[bytes]:
    return search(workspace, "--executor", "ray", "--address", nodes.address)


@pytest.mark.slow
@pytest.mark.fault("F12")
@pytest.mark.parametrize("legs", [1, 9])
def test_a_search_whose_driver_and_head_were_killed_ends_as_one_that_was_not(
    workspace: Path, tmp_path: Path, legs: int
) -> None:
    with (workspace / "params.yaml").open("a") as params:
        params.write(SEARCH)
    whole = Path(shutil.copytree(workspace, tmp_path / "whole"))
    assert search(whole, "--workers", "2").wait() == 0
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
    assert (workspace / "search" / "trials.csv").read_bytes() == (whole / "search" / "trials.csv").read_bytes()
