"""Compiled libraries: made once, whole or not at all."""

from __future__ import annotations

import ctypes

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
