"""Stores with outputs of no stage in particular, and the stages of the small experiment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.durable import MANIFEST, sha256, write_manifest, write_text
from unrolled.params import read_params
from unrolled_workflows.execute import Setting
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import Stage, stages_of
from unrolled_workflows.store import Store
from unrolled_workflows.workspace import Workspace


@pytest.fixture
def build() -> Callable[..., None]:
    """Put an output into a store, as its only builder."""

    def call(store: Store, key: str, text: str = "alpha") -> None:
        with store.building("tokens", key) as work:
            assert work is not None
            write_text(work / "out" / "sub" / "a.txt", text)
            write_manifest(work / "out", inputs={"data": "d"})

    return call


@pytest.fixture
def setting(workspace: Path) -> Setting:
    """Return what the stages of the small experiment share."""
    return prepare(read_params(workspace / "params.yaml"), Workspace(workspace))


@pytest.fixture
def upstream(setting: Setting) -> tuple[Stage, ...]:
    """Return the stages before training."""
    return stages_of(setting.params.experiment)[:3]


@pytest.fixture
def ran(workspace: Path) -> Callable[[], list[str]]:
    """Return the stages whose bodies have run, in alphabetical order."""

    def call() -> list[str]:
        records = (workspace / ".unrolled" / "runs").glob("*/run.json")
        return sorted(json.loads(path.read_text())["stage"] for path in records)

    return call


@pytest.fixture
def manifests() -> Callable[[Setting], dict[str, str]]:
    """Return the digest of the manifest of each output before training."""

    def call(setting: Setting) -> dict[str, str]:
        return {name: sha256(setting.workspace.output(name) / MANIFEST) for name in ("data", "tokens", "embedding")}

    return call
