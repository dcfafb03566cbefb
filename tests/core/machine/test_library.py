"""Compiled libraries: made once, whole or not at all."""

from __future__ import annotations

import ctypes
import os
import time

import pytest

from unrolled.errors import ResourceError
from unrolled.machine import cache_directory, compile_library, find_library


def test_a_library_is_compiled_once(compiler, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = compile_library('extern "C" int answer() { return 42; }', compiler)
    assert ctypes.CDLL(str(path)).answer() == 42
    written = path.stat().st_mtime_ns
    assert compile_library('extern "C" int answer() { return 42; }', compiler) == path
    assert path.stat().st_mtime_ns == written
    assert sorted(each.name for each in path.parent.iterdir()) == [f"{path.stem}.sha256", path.name]


def test_a_compiler_that_gives_up_is_quoted_and_leaves_nothing(compiler, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ResourceError) as caught:
        compile_library("this is no C++", compiler)
    assert "ended with exit code 1 and made nothing" in str(caught.value)
    assert "error" in str(caught.value)
    assert str(caught.value).endswith("See: unrolled run unroll.backend=hoisted")
    assert list((cache_directory() / "libraries").iterdir()) == []


def test_a_damaged_library_is_made_again(compiler, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    source = 'extern "C" int answer() { return 42; }'
    path = compile_library(source, compiler)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert find_library(path.stem) is None
    assert compile_library(source, compiler) == path == find_library(path.stem)


def test_a_compiler_that_makes_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ResourceError, match="exit code 0 and made nothing: it said nothing"):
        compile_library("int x;", ("true",))
    assert list((cache_directory() / "libraries").iterdir()) == []


def test_a_cache_that_cannot_be_is_named_with_the_way_out(compiler, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ResourceError, match=r"file/unrolled/libraries: .* See: XDG_CACHE_HOME=DIRECTORY unrolled run"):
        compile_library("int x;", compiler)


def test_a_full_disk_is_named_and_not_the_compiler(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    full = tmp_path / "full"
    said = "ld: final link failed: No space left on device"
    full.write_text(f"#!/bin/sh\n: > $TMPDIR/cc1.s\necho '{said}' >&2\nexit 1\n")
    full.chmod(0o755)
    libraries = cache_directory() / "libraries"
    with pytest.raises(ResourceError) as caught:
        compile_library("int x;", (str(full),))
    assert str(caught.value) == f"{libraries}: cannot write: No space left on device. See: df -h {libraries}"
    assert list(libraries.iterdir()) == []


def test_what_a_killed_compilation_left_is_swept_and_what_runs_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    libraries = cache_directory() / "libraries"
    libraries.mkdir(parents=True)
    old, running, foreign = (libraries / name for name in (".a.so.x1.tmp", ".b.so.x2.tmp", "c.txt"))
    scratch = libraries / ".a.so.x3.tmp"
    scratch.mkdir()
    for path in (old, running, foreign, scratch / "cc1.s"):
        path.write_text("")
    for path in (old, foreign, scratch):
        os.utime(path, times=(time.time() - 7200,) * 2)
    with pytest.raises(ResourceError):
        compile_library("int x;", ("true",))
    assert sorted(libraries.iterdir()) == [running, foreign]
