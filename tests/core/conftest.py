"""Distributions that exist for one test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Install = Callable[..., str]

CELL = """
from unrolled import Config, cell, hookimpl

class MyConfig(Config):
    '''A cell of a stranger.'''
    width: int = 3

@cell({name!r}, MyConfig)
def build(config, /, *, input_size):
    raise NotImplementedError

@hookimpl
def components():
    return [build]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a distribution with one plugin module on the path; return the module's name."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    made: list[str] = []

    def put(distribution: str, code: str, version: str = "1.0", group: str = "unrolled") -> str:
        module = distribution.replace("-", "_") + "_plugin"
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        info = site / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[{group}]\nmain = {module}\n")
        made.append(module)
        return module

    yield put
    for module in made:
        sys.modules.pop(module, None)


@pytest.fixture
def install_cell(install: Install) -> Install:
    """Put a distribution with one cell on the path."""

    def put(distribution: str, name: str, version: str = "1.0") -> str:
        return install(distribution, CELL.format(name=name), version)

    return put
