"""Processes that train with this one: joined, missed, and never left behind."""

import os
import sys
from pathlib import Path

import pytest

from unrolled.errors import DataError, ResourceError
from unrolled.runtime.members import launched
from unrolled.sections import TrainConfig

COMMAND = [sys.executable, str(Path(__file__).with_name("tiny_member.py"))]


def meet_members(*acts):
    """Let members join, and return what this process then sees; each is told what to do before and after."""
    settings = TrainConfig(devices=1 + len(acts))
    with launched(settings, COMMAND, lambda world: (world, *acts[world.rank - 1])) as ranks:
        ranks.gathered(None)
        ranks.gathered(None)


def children():
    """Return the process ids of this process's children."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_one_process_starts_no_other():
    with launched(TrainConfig(), ["no such command"], lambda world: None) as ranks:
        assert (ranks.rank, ranks.size) == (0, 1)


@pytest.mark.parametrize(
    ("kind", "message", "acts"),
    [
        pytest.param(DataError, "the words have run out", [("fail", "talk"), ("stay", "talk")], id="before it joins"),
        pytest.param(ResourceError, r"rank 1 of 2 \(pid \d+\) was killed by SIGKILL", [("talk", "die")], id="killed"),
        pytest.param(
            RuntimeError, "KeyError: 'no such word'", [("stumble", "talk")], id="unforeseen", marks=pytest.mark.slow
        ),
    ],
)
def test_what_a_rank_ended_with_is_said_and_no_process_is_left(kind, message, acts):
    before = children()
    with pytest.raises(kind, match=message):
        meet_members(*acts)
    assert children() == before
