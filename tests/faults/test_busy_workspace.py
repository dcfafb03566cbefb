"""A hundred commands find the workspace taken: one works, each of the others ends with 8 and names it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

PROGRAMS = Path(sys.executable).parent
RUN, STAGE = ("unrolled", "run"), ("unrolled", "stage", "data")
STUCK = "stage.data.start:delay:600"
CASES = {
    "run": (RUN, STUCK, 5),
    "stage": (STAGE, STUCK, 5),
    "search": (("unrolled", "search"), "durable.append.write:delay:600", 2),
}
"""A command, where the one that works is stuck, and how often eight start at once."""
SPACE = """\
search:
  trials: 2
  batch: 2
  space: {train.learning_rate: tune}
"""
Process = subprocess.Popen[str]
Start = Callable[..., Process]

pytestmark = [pytest.mark.slow, pytest.mark.fault("F15")]


def one_left(processes: Sequence[Process]) -> tuple[Process, float]:
    """Return the one process that goes on when the others have ended, and the seconds that these took."""
    began = time.monotonic()
    while sum(process.poll() is None for process in processes) > 1:
        time.sleep(0.01)
    seconds = time.monotonic() - began
    (left,) = (process for process in processes if process.poll() is None)
    return left, seconds


def assert_refused(process: Process, pid: int, words: Sequence[str]) -> None:
    """See that a process ended with 8 and one error, which names the pid, host and command of the one at work."""
    errors = process.communicate(timeout=60)[1]
    busy = f"busy: pid {pid} on {os.uname().nodename} ({PROGRAMS}/{' '.join(words)}) is at work here"
    assert (process.returncode, errors.count("error: "), errors.count(busy)) == (8, 1, 1), errors


@pytest.mark.parametrize("case", CASES)
def test_of_eight_at_once_one_proceeds_and_another_takes_over_when_it_was_killed(
    workspace: Path, start: Start, record_property: Callable[[str, str], None], case: str
) -> None:
    words, fault, rounds = CASES[case]
    with (workspace / "params.yaml").open("a") as params:
        params.write(SPACE)
    longest = 0.0
    for _ in range(rounds):
        eight = [start(*words, fault=fault) for _ in range(8)]
        left, seconds = one_left(eight)
        for process in eight:
            if process is not left:
                assert_refused(process, left.pid, words)
        left.kill()
        left.communicate()
        longest = max(longest, seconds)
    refused = f"{rounds * 7} of {rounds * 7} refused within {longest:.1f} s, start-up of eight at once included"
    record_property("figure", f"{' '.join(words)}: {refused}")


def test_nothing_else_works_beside_a_repro(
    workspace: Path, start: Start, record_property: Callable[[str, str], None]
) -> None:
    for words in (["git", "init", "-q"], ["dvc", "init", "-q"], ["unrolled", "dvc"]):
        assert start(*words).wait() == 0
    repro, busy = start("dvc", "repro", fault=STUCK), workspace / ".unrolled" / "busy"
    while not (busy.exists() and busy.read_text()):
        assert repro.poll() is None
        time.sleep(0.01)
    holder = json.loads(busy.read_text())["pid"]
    began = time.monotonic()
    assert_refused(start(*RUN), holder, STAGE)
    alone = time.monotonic() - began
    for process in [start(*words) for words in [RUN] * 7 + [STAGE] * 8]:
        assert_refused(process, holder, STAGE)
    second = start("dvc", "repro")
    errors = second.communicate()[1]
    assert second.returncode != 0
    assert f"(PID {repro.pid}): {PROGRAMS}/dvc repro" in errors
    repro.kill()
    repro.wait()
    record_property("figure", f"beside dvc repro: 16 of 16 refused, one alone within {alone:.1f} s")
