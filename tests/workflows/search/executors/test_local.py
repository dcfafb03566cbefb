"""Legs run in processes of this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from stand_in import Course, Picky, StandIn, legs, score, steps

from unrolled.errors import PluginError
from unrolled_workflows.search.executors import local
from unrolled_workflows.search.executors.local import LocalPool

Hire = Callable[..., LocalPool]


@pytest.fixture
def hire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Hire]:
    """Hire workers who train in steps; they are gone when the test ends."""
    monkeypatch.setattr(local, "_POLL", 0.02)
    pools: list[LocalPool] = []

    def call(*cards: str, seconds: float = 0.002) -> LocalPool:
        environments = [{"CUDA_VISIBLE_DEVICES": card} for card in cards]
        pools.append(LocalPool(partial(StandIn, tmp_path, seconds), environments))
        return pools[-1]

    yield call
    for pool in pools:
        pool.close()
        assert not any(seat.process.is_alive() for seat in pool._seats)


def at_work(pool: LocalPool) -> list[int]:
    return [seat.process.pid for seat in pool._seats if seat.leg is not None]


def test_every_leg_ends_once_by_workers_that_are_kept_and_see_cards_of_their_own(hire: Hire, tmp_path: Path) -> None:
    course = Course([legs(range(6)), legs(range(3), epochs=2)])
    pool = hire("0", "1")
    pool.run(course)
    assert {key: outcome.values for key, outcome in course.ended.items()} == {
        (leg.trial, leg.epochs): (score(leg),) for leg in course.taken
    }
    assert len({outcome.pid for outcome in course.ended.values()}) == 2
    assert {line.split()[0] for line in (tmp_path / "cards").read_text().splitlines()} == {"0", "1"}
    assert os.environ.get("CUDA_VISIBLE_DEVICES") not in {"0", "1"}
    assert steps(tmp_path, 0) == list(range(20))


def test_a_killed_worker_is_replaced_and_its_leg_goes_on_from_its_checkpoint(hire: Hire, tmp_path: Path) -> None:
    course, pool, killed = Course([legs(range(2), epochs=2)]), hire("0"), []

    def kill() -> None:
        if not killed and (tmp_path / "0-0" / "step").exists():
            killed.extend(at_work(pool))
            os.kill(killed[0], signal.SIGKILL)

    pool.run(course, watch=kill)
    (lost,) = course.broken
    assert (lost.reason, lost.pid) == ("lost", killed[0])
    assert lost.message == f"its worker, pid {killed[0]}, ended with signal SIGKILL"
    taken = steps(tmp_path, 0)
    assert sorted(set(taken)) == list(range(20))
    assert all(later - earlier in {0, 1} for earlier, later in pairwise(taken)), "at most one step is taken twice"


def test_a_worker_that_was_killed_while_it_waited_loses_a_leg_and_nothing_else(hire: Hire) -> None:
    course, pool = Course([legs([0]), legs([1])]), hire("0")

    def kill() -> None:
        if len(course.ended) == 1 and not course.broken:
            pool._seats[0].process.kill()
            pool._seats[0].process.join()

    pool.run(course, watch=kill)
    assert [outcome.reason for outcome in course.broken] == ["lost"]
    assert sorted(course.ended) == [(0, 1), (1, 1)]


def test_workers_that_are_asked_to_stop_leave_checkpoints(hire: Hire, tmp_path: Path) -> None:
    course, pool = Course([legs(range(2), epochs=1000)]), hire("0", "1")

    def stop() -> None:
        course.stopping = all((tmp_path / f"{trial}-0" / "step").exists() for trial in (0, 1))

    pool.run(course, watch=stop)
    pool.stop(course)
    assert [outcome.reason for outcome in course.broken] == ["stopped"] * 2
    assert all(int((tmp_path / f"{trial}-0" / "step").read_text()) == len(steps(tmp_path, trial)) for trial in (0, 1))


def test_workers_that_are_asked_to_stop_before_they_began_have_lost_nothing(hire: Hire) -> None:
    course, pool = Course([legs(range(2))]), hire("0", "1")
    pool._hand_out(course)
    pool.stop(course)
    assert [outcome.reason for outcome in course.broken] == ["stopped"] * 2
    assert len(pool._seats) == 2


def test_a_worker_that_cannot_be_built_ends_the_search_with_its_error(tmp_path: Path) -> None:
    pool = LocalPool(partial(Picky, tmp_path), [{}])
    with pytest.raises(PluginError, match="plugin my-dist is broken here"):
        pool.run(Course([legs(range(2))]))
    pool.close()


def test_the_time_that_workers_waited_for_one_another_is_told(hire: Hire) -> None:
    pool = hire("0", "1")
    pool.run(Course([legs([0], epochs=3)]))
    assert pool.idle > 0
