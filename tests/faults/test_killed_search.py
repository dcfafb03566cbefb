"""Kill a search anywhere: the same command again ends in the same table, and each configuration ends once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled_workflows.search.record.events import Ended, Planned, Reported
from unrolled_workflows.search.record.ledger import Ledger

SMALL = Path(__file__).parents[1] / "small_experiment"
SEARCH = """\
search:
  trials: 8
  batch: 4
  reduction: 2
  space:
    train.learning_rate: tune
    embedding.dim: {choice: [4, 6]}
    cell.name: {choice: {lstm: {forget_bias: {low: 0.0, high: 2.0}}, gru: }}
    cell.hidden_size: {low: 3, high: 8}
"""
RESULTS = ("trials.csv", "best_params.yaml", "metrics.json")
SEARCHING = ("unrolled", "search")
Start = Callable[..., subprocess.Popen[str]]


def searching(place: Path) -> Path:
    workspace = Path(shutil.copytree(SMALL, place / "workspace"))
    with (workspace / "params.yaml").open("a") as stream:
        stream.write(SEARCH)
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return the workspace of a small search."""
    return searching(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what a search leaves that one worker ran and nobody killed."""
    place = searching(tmp_path_factory.mktemp("whole"))
    subprocess.run([sys.executable, "-m", "unrolled", "search", "--workers", "1"], cwd=place, check=True)
    return results(place)


def results(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / "search" / name).read_bytes() for name in RESULTS}


def events(workspace: Path) -> list:
    """Return the events of the workspace's search, none where it has not begun."""
    return [event for path in workspace.glob(".unrolled/search/*/ledger.jsonl") for event in Ledger(path).read()]


def until(true: Callable[[], object], process: subprocess.Popen[str]) -> None:
    while not true():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)


def lines(workspace: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in workspace.glob(".unrolled/search/*/ledger.jsonl"))


def assert_each_ended_once(workspace: Path) -> None:
    planned = [event.trial for event in events(workspace) if isinstance(event, Planned)]
    ended = [event.trial for event in events(workspace) if isinstance(event, Ended)]
    assert planned == sorted(ended) == list(range(8))
    legs = Counter((each.trial, each.epochs) for each in events(workspace) if isinstance(each, Reported))
    assert set(legs.values()) == {1}


@pytest.mark.fault("F10")
@pytest.mark.fault("F15")
def test_a_search_whose_driver_is_killed_goes_on_to_the_same_table_and_keeps_a_second_one_out_until_then(
    workspace: Path, start: Start, whole: dict[str, bytes]
) -> None:
    first = start(*SEARCHING, "--workers", "2", fault="durable.append.write:delay:600@9")
    until(lambda: lines(workspace) >= 8, first)
    second = start(*SEARCHING)
    errors = second.communicate()[1]
    assert (second.returncode, errors.count(f"busy: pid {first.pid} on {os.uname().nodename} (")) == (8, 1)
    first.kill()
    first.wait()
    assert start(*SEARCHING, "--workers", "2").wait() == 0
    assert results(workspace) == whole
    assert_each_ended_once(workspace)


@pytest.mark.fault("F10")
def test_a_search_whose_worker_is_killed_ends_in_the_same_table(
    workspace: Path, start: Start, whole: dict[str, bytes]
) -> None:
    search = start(*SEARCHING, "--workers", "2")

    def workers() -> list[int]:
        return [event.pid for event in events(workspace) if isinstance(event, Reported)]

    until(workers, search)
    os.kill(workers()[0], signal.SIGKILL)
    assert search.wait() == 0
    assert results(workspace) == whole
    assert_each_ended_once(workspace)
    assert any(getattr(event, "reason", "") == "lost" for event in events(workspace))


@pytest.mark.slow
@pytest.mark.fault("F10")
@pytest.mark.parametrize("seed", range(8))
def test_a_search_killed_three_times_anywhere_ends_in_the_same_table(
    workspace: Path, start: Start, whole: dict[str, bytes], seed: int
) -> None:
    chance = random.Random(seed)
    for moment in sorted(chance.sample(range(2, 36), 3)):
        search = start(*SEARCHING, "--workers", str(chance.choice([1, 2])))
        until(lambda moment=moment: lines(workspace) >= moment, search)
        search.kill()
        search.wait()
    assert start(*SEARCHING, "--workers", "2").wait() == 0
    assert results(workspace) == whole
    assert_each_ended_once(workspace)
