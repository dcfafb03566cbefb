"""Compiled loops, and how long they are kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from unrolled import kernels
from unrolled.kernels import compile_kernel

DAY = 86_400.0


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where loops are kept for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernels._directory.cache_clear()
    return tmp_path / "unrolled" / "numba"


def folder(tmp_path: Path, code: str) -> Path:
    made = tmp_path / f"code of {len(code)}"
    made.mkdir(exist_ok=True)
    (made / "loop.py").write_text(code)
    return made


def kept(cache: Path, name: str, days: float) -> Path:
    """Return loops of other code, last used some days ago."""
    made = cache / name
    made.mkdir(parents=True)
    (made / "loop.nbc").write_text("")
    os.utime(made, times=(time.time() - days * DAY,) * 2)
    return made


def test_a_loop_is_compiled_and_kept_under_its_folders_digest(cache: Path, tmp_path: Path):
    def doubled(number: int) -> int:
        return 2 * number

    assert compile_kernel(doubled, folder(tmp_path, "a"))(21) == 42
    assert len(list(cache.iterdir())) == 1
    assert list(cache.rglob("*.nbc"))


def test_code_that_changes_is_kept_elsewhere(cache: Path, tmp_path: Path):
    for code in ("a", "bb"):
        kernels._directory(folder(tmp_path, code))
    assert len(list(cache.iterdir())) == 2


def test_new_code_sweeps_loops_of_which_nobody_came_in_30_days(cache: Path, tmp_path: Path):
    forgotten, known = kept(cache, "forgotten", 31), kept(cache, "known", 29)
    made = Path(kernels._directory(folder(tmp_path, "a")))
    assert sorted(cache.iterdir()) == sorted([known, made])
    assert not forgotten.exists()


def test_loops_that_are_come_for_again_count_as_used(cache: Path, tmp_path: Path):
    made = Path(kernels._directory(folder(tmp_path, "a")))
    os.utime(made, times=(time.time() - 31 * DAY,) * 2)
    kernels._directory.cache_clear()
    kernels._directory(folder(tmp_path, "a"))
    kernels._directory(folder(tmp_path, "bb"))
    assert made.is_dir()


def test_a_sweep_leaves_to_another_process_what_that_one_takes_first(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken, other = kept(cache, "taken", 31), kept(cache, "other", 31)
    rename = Path.rename

    def race(path: Path, target: Path) -> Path:
        if path == taken:
            rename(taken, tmp_path / "away")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", race)
    made = Path(kernels._directory(folder(tmp_path, "a")))
    assert list(cache.iterdir()) == [made]
    assert not other.exists()


def test_a_loop_whose_place_is_swept_meanwhile_still_runs_and_is_kept_anew(cache: Path, tmp_path: Path):
    def tripled(number: int) -> int:
        return 3 * number

    loop = compile_kernel(tripled, folder(tmp_path, "a"))
    made = next(cache.iterdir())
    made.rename(tmp_path / "away")
    assert loop(14) == 42
    assert list(cache.rglob("*.nbc"))


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(cache: Path, tmp_path: Path):
    def halved(number: int) -> int:
        return number // 2

    cache.parent.write_text("")
    assert compile_kernel(halved, folder(tmp_path, "a"))(84) == 42
