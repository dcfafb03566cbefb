import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.durable import FileShelf, Lease, lease, leases
from unrolled.durable.leases import PATIENCE, Watch
from unrolled.durable.owners import this_owner

DAY = 86_400 * 10**9
ELSEWHERE = b'{"machine": "another", "pid": 1, "started": "1"}'


def gone() -> bytes:
    """Return the line of a process of this machine whose number another one has by now."""
    return this_owner("gone").replace(b'"started": "', b'"started": "0')


def never() -> bool:
    return False


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Row:
    """A shelf in memory with one holder of another machine, who beats when told to."""

    def __init__(self) -> None:
        self.owners = {1: ELSEWHERE}
        self.beats = 0

    def numbers(self) -> list[int]:
        return list(self.owners)

    def create(self, number: int, owner: bytes) -> bool:
        return self.owners.setdefault(number, owner) is owner

    def look(self, number: int) -> tuple[bytes, object] | None:
        return (self.owners[number], self.beats) if number in self.owners else None

    def beat(self, number: int) -> None:
        self.beats += 1

    def remove(self, number: int) -> None:
        self.owners.pop(number, None)


@given(events=st.lists(st.tuples(st.integers(0, 40), st.booleans())))
def test_a_holder_elsewhere_is_gone_only_after_a_whole_time_of_patience_without_a_sign(
    events: list[tuple[int, bool]],
) -> None:
    row, clock = Row(), Clock()
    watch = Watch(row, clock)
    assert watch.free() == 0
    quiet = 0
    for seconds, beats in events:
        clock.now += seconds
        quiet = 0 if beats else quiet + seconds
        if beats:
            row.beat(1)
        assert watch.free() == (2 if quiet > PATIENCE else 0)


@given(order=st.permutations([0, 0, 1, 1, 2, 2, 3, 3]))
def test_of_all_who_find_a_holder_gone_exactly_one_takes_its_place(order: list[int]) -> None:
    row, seen, held = Row(), {}, []
    row.owners[1] = gone()
    for process in order:
        if process not in seen:
            seen[process] = Watch(row).free()
        elif seen[process] and row.create(seen[process], this_owner(str(process))):
            held.append(Lease(row, seen[process], f'"token": "{process}"'))
    assert [taken.lost for taken in held].count(False) == 1
    assert Watch(row).free() == 0


@pytest.mark.fault("F39")
@pytest.mark.parametrize("jump", [-DAY, DAY])
def test_a_clock_that_jumps_takes_no_lease_away(tmp_path: Path, jump: int) -> None:
    shelf, clock = FileShelf(tmp_path / "tokens"), Clock()
    shelf.create(1, ELSEWHERE)
    watch = Watch(shelf, clock)
    for _ in range(4):
        assert watch.free() == 0
        clock.now += PATIENCE / 2
        time = (tmp_path / "tokens.1").stat().st_mtime_ns + jump
        os.utime(tmp_path / "tokens.1", ns=(time, time))


def test_the_lease_of_a_process_that_was_killed_is_free_at_once(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path / "tokens")
    shelf.create(1, gone())
    with lease(shelf, never) as held:
        assert held
        assert held.number == 2
    assert shelf.numbers() == []


def test_a_holder_gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT", 0.001)
    shelf = FileShelf(tmp_path / "tokens")
    with lease(shelf, never):
        os.utime(tmp_path / "tokens.1", ns=(1, 1))
        while (tmp_path / "tokens.1").stat().st_mtime_ns == 1:
            pass


def test_an_error_inside_lets_go_of_the_lease(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path / "tokens")
    with pytest.raises(KeyError), lease(shelf, never):
        raise KeyError
    assert shelf.numbers() == []


def test_nobody_waits_for_what_is_settled(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path / "tokens")
    with lease(shelf, never), lease(shelf, lambda: True) as second:
        assert second is None
    answers = iter([False, True])
    with lease(shelf, lambda: next(answers)) as late:
        assert late is None
    assert shelf.numbers() == []


def test_a_holder_knows_when_another_has_taken_its_place(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path / "tokens")
    with lease(shelf, never) as held:
        assert held
        assert not held.lost
        shelf.create(2, ELSEWHERE)
        assert held.lost
        shelf.remove(2)
        shelf.remove(1)
        assert held.lost
        shelf.create(1, ELSEWHERE)
        assert held.lost
