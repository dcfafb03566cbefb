"""Finding the compiler."""

from __future__ import annotations

import pytest

from unrolled.machine import can_compile, cell_directory, find_compiler


def executable(path):
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def empty_path(tmp_path, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("unrolled.machine.compiler.find_spec", lambda _: None)
    return tmp_path


def test_the_compiler_that_is_named_is_taken_with_its_options(empty_path, monkeypatch):
    named = executable(empty_path / "my-cxx")
    monkeypatch.setenv("CXX", "my-cxx --option")
    assert find_compiler() == (str(named), "--option")


def test_a_named_compiler_that_is_nowhere_is_no_reason_to_take_another(empty_path, monkeypatch):
    executable(empty_path / "c++")
    monkeypatch.setenv("CXX", "nowhere")
    assert find_compiler() is None


def test_the_systems_compiler_is_found_on_the_path(empty_path):
    assert find_compiler() is None
    clang = executable(empty_path / "clang++")
    assert find_compiler() == (str(clang),)
    gcc = executable(empty_path / "g++")
    assert find_compiler() == (str(gcc),)


def test_the_compiler_of_the_package_ziglang_is_the_last_resort(empty_path, monkeypatch):
    monkeypatch.setattr("unrolled.machine.compiler.find_spec", lambda name: name == "ziglang")
    assert find_compiler()[1:] == ("-m", "ziglang", "c++")


def test_a_compiled_copy_stands_in_for_a_compiler(empty_path):
    assert not can_compile(None)
    assert not can_compile("a cell")
    cell_directory("a cell").mkdir(parents=True)
    assert can_compile("a cell")
    assert not can_compile("another cell")
