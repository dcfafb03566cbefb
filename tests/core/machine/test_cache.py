"""Where compiled cells are kept."""

from __future__ import annotations

from pathlib import Path

from unrolled.machine import cache_directory, cell_directory, machine_digest


def test_the_cache_is_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "unrolled"


def test_a_relative_place_counts_as_none(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert cache_directory() == Path("~/.cache/unrolled").expanduser()


def test_another_cell_and_another_machine_have_another_directory(monkeypatch):
    here = cell_directory("a cell")
    assert cell_directory("a cell") == here != cell_directory("another cell")
    monkeypatch.setattr("unrolled.machine.cache.machine_digest", lambda: "another machine")
    assert cell_directory("a cell") != here


def test_a_machine_is_told_apart_by_a_digest():
    assert len(machine_digest()) == 64
    assert machine_digest() == machine_digest()
