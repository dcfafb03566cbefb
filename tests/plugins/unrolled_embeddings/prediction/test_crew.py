"""Who works on which part of a stretch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from unrolled_embeddings.kernels.tables import Text
from unrolled_embeddings.prediction import crew
from unrolled_embeddings.prediction.crew import learn_together
from unrolled_embeddings.prediction.window_batches import Stretch

SIZE = 10
STRETCH = Stretch(Text(*(np.zeros(SIZE, np.int32) for _ in range(3))), SIZE, np.uint64(1), (0.1, 0.05))


def told(rooms: list[str], *, together: bool) -> list[tuple[Any, ...]]:
    """Return the span, the room and the crew that each call of the loop was given."""
    jobs: list[tuple[Any, ...]] = []
    learn_together(lambda *job: jobs.append((job[0], *job[6:8])), STRETCH, None, None, rooms, together=together)
    assert jobs[0][0] == (0, 0)
    return sorted(jobs[1:])


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_that_learn_together_are_all_given_the_whole_stretch_and_their_number(threads: int):
    assert told(["room"] * threads, together=True) == [((0, SIZE), "room", (k, threads)) for k in range(threads)]


def test_other_threads_have_each_a_part_of_the_stretch_to_themselves():
    assert told(["a", "b", "c"], together=False) == [
        ((0, 3), "a", (0, 1)),
        ((3, 6), "b", (0, 1)),
        ((6, 10), "c", (0, 1)),
    ]


def test_none_begins_where_one_cannot_be_started(monkeypatch: pytest.MonkeyPatch):
    jobs: list[Any] = []
    start, asked = crew.Thread.start, iter([True, False])

    def refused(thread: Any) -> None:
        if not next(asked):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(crew.Thread, "start", refused)
    with pytest.raises(RuntimeError, match="start new thread"):
        learn_together(lambda *job: jobs.append(job), STRETCH, None, None, ["room"] * 3, together=True)
    assert [job[0] for job in jobs] == [(0, 0)]


def test_no_thread_begins_where_the_loop_cannot_be_compiled(monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_job: Any) -> None:
        raise KeyboardInterrupt

    started: list[Any] = []
    monkeypatch.setattr(crew.Thread, "start", started.append)
    with pytest.raises(KeyboardInterrupt):
        learn_together(interrupted, STRETCH, None, None, ["room"] * 3, together=True)
    assert not started
