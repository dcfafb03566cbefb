from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests import the programs as they import one another."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
