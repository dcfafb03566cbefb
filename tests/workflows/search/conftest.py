"""Searches without trainings, and one finished search of the small experiment."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest

from unrolled.params import read_params
from unrolled_workflows.search.driver import conclude, drive, opened
from unrolled_workflows.search.legs import Dispatcher
from unrolled_workflows.search.prepared import Search, prepare_search
from unrolled_workflows.search.record.state import SearchState
from unrolled_workflows.search.trial.work import Worker
from unrolled_workflows.workspace import Workspace

SMALL = Path(__file__).parents[2] / "small_experiment"
SEARCH = """\
search:
  trials: 6
  batch: 3
  reduction: 2
  space:
    train.learning_rate: tune
    train.batch_size: {choice: [8, 16]}
    embedding.dim: {choice: [4, 6]}
    cell.name: {choice: {lstm: {forget_bias: {low: 0.0, high: 2.0}}, gru: }}
    cell.hidden_size: {low: 3, high: 8}
"""


@pytest.fixture(scope="session")
def simulated() -> ModuleType:
    """Return the module of the simulated searches."""
    spec = importlib.util.spec_from_file_location("simulated", Path(__file__).with_name("simulated.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fresh() -> Generator[Callable[[], Path]]:
    """Return the path of a ledger that is not there yet, another one at every call."""
    with TemporaryDirectory() as directory:
        numbers = iter(range(10**9))
        yield lambda: Path(directory) / f"{next(numbers)}.jsonl"


@pytest.fixture(scope="module")
def quick_disk() -> Generator[None]:
    """Wait for no disk: no law of a search is about a machine that loses its power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


class InProcess:
    """An executor of one worker, in this process."""

    idle = 0.0

    def __init__(self, search: Search) -> None:
        self._worker = Worker(search.job)

    def run(self, dispatcher: Dispatcher, *, watch: Callable[[], None]) -> None:
        while not dispatcher.finished:
            if (leg := dispatcher.take()) is not None:
                dispatcher.put(self._worker.run(leg))
            watch()

    def stop(self, dispatcher: Dispatcher) -> None:
        """Nothing runs between two looks."""

    def close(self) -> None:
        """There is nothing to let go of."""


def carry_on(search: Search) -> SearchState:
    """Run a search to its end in this process."""
    with opened(search) as session:
        drive(search, session, InProcess(search), lambda: None)
        conclude(search, session)
        return session.state


def prepared(place: Path, *overrides: str) -> Search:
    """Return the search of a workspace."""
    return prepare_search(read_params(place / "params.yaml", overrides), Workspace(place))


@pytest.fixture(scope="session")
def in_process_executor() -> type[InProcess]:
    """Return the executor of one worker in this process."""
    return InProcess


@pytest.fixture(scope="session")
def prepare() -> Callable[..., Search]:
    """Prepare the search of a workspace."""
    return prepared


@pytest.fixture
def searching(workspace: Path) -> Path:
    """Return a workspace whose params.yaml has a search."""
    with (workspace / "params.yaml").open("a") as stream:
        stream.write(SEARCH)
    return workspace


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Return a search that has finished; nobody changes its workspace."""
    place = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("finished") / "workspace"))
    (place / "params.yaml").write_text((place / "params.yaml").read_text() + SEARCH)
    search = prepared(place)
    carry_on(search)
    return search


@pytest.fixture
def workspace_of(finished: Search, tmp_path: Path) -> Path:
    """Return a copy of the finished search's workspace, for a test that changes it."""
    return Path(shutil.copytree(finished.workspace.root, tmp_path / "copy"))
