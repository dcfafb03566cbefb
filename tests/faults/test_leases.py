"""Many processes ask for one upstream: it is built once, whoever is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.durable import leases, verify
from unrolled.params import read_params
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import stages_of
from unrolled_workflows.store import open_store
from unrolled_workflows.store.obtain import obtain_all
from unrolled_workflows.workspace import Workspace

OBTAIN = """
from pathlib import Path
from unrolled.params import read_params
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import stages_of
from unrolled_workflows.store import open_store
from unrolled_workflows.store.obtain import obtain_all
from unrolled_workflows.workspace import Workspace

here = Path.cwd()
setting = prepare(read_params(here / "params.yaml"), Workspace(here))
places = obtain_all(stages_of(setting.params.experiment)[:2], setting, open_store(".unrolled/store", here))
print(*places.workspace.places.values())
"""
POINTS = [
    "durable.lease.created:kill@2",
    "stage.tokens.start:kill",
    "durable.write.rename:kill@9",
    "stage.tokens.built:kill",
    "durable.publish.rename:kill@2",
    "durable.publish.sync-directory:kill@2",
]


@pytest.fixture
def ask(workspace: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a process that asks for the data and the tokens of the small experiment."""

    def call(fault: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "UNROLLED_FAULT": fault}
        words = [sys.executable, "-c", OBTAIN]
        return subprocess.Popen(words, cwd=workspace, env=environment, stdout=subprocess.PIPE, text=True)

    return call


def answers(processes: list[subprocess.Popen[str]]) -> list[str]:
    """Return what processes print; each must end well."""
    shown = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return shown


def ran(workspace: Path) -> list[str]:
    """Return the stages whose bodies have run to their end."""
    records = [json.loads(path.read_text()) for path in workspace.glob(".unrolled/runs/*/run.json")]
    return sorted(record["stage"] for record in records if record["outcome"] == "done")


def left(workspace: Path) -> list[Path]:
    """Return leases and work in progress."""
    store = workspace / ".unrolled" / "store"
    return [*(store / ".leases").iterdir(), *(store / ".work").iterdir()]


@pytest.mark.fault("F15")
def test_of_eight_processes_that_ask_at_once_one_builds(
    workspace: Path, ask: Callable[..., subprocess.Popen[str]]
) -> None:
    places = answers([ask() for _ in range(8)])
    assert len(set(places)) == 1
    assert ran(workspace) == ["data", "tokens"]
    assert left(workspace) == []


@pytest.mark.fault("F11")
def test_when_the_builder_is_killed_one_of_those_who_wait_takes_over(
    workspace: Path, ask: Callable[..., subprocess.Popen[str]]
) -> None:
    builder = ask("stage.tokens.start:delay:600")
    while not list((workspace / ".unrolled").glob("store/.leases/tokens-*")):
        time.sleep(0.01)
    others = [ask() for _ in range(3)]
    builder.kill()
    builder.communicate()
    assert len(set(answers(others))) == 1
    assert ran(workspace) == ["data", "tokens"]
    assert left(workspace) == []


@pytest.mark.fault("F01")
@pytest.mark.parametrize("fault", POINTS)
def test_a_builder_killed_anywhere_leaves_no_half_output(
    workspace: Path, ask: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    builder = ask(fault)
    builder.communicate()
    assert builder.returncode == -signal.SIGKILL
    store = workspace / ".unrolled" / "store"
    entries = {path.name: path for path in store.glob("[dt]*/*")}
    assert all(verify(path) for path in entries.values())
    monkeypatch.setattr(leases, "PATIENCE", 0.1)  # a lease that was torn as it was written names nobody
    setting = prepare(read_params(workspace / "params.yaml"), Workspace(workspace))
    view = obtain_all(stages_of(setting.params.experiment)[:2], setting, open_store(".unrolled/store", workspace))
    assert [verify(path) for path in view.workspace.places.values()]
    assert set(entries) <= {path.name for path in view.workspace.places.values()}
