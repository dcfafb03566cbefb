from pathlib import Path
from types import SimpleNamespace

import pytest

from unrolled import Config
from unrolled.component import Component
from unrolled.contracts import Run
from unrolled.host import Located
from unrolled.params import Selected
from unrolled.sources import Source
from unrolled_workflows.trackers import Trackers


def selected(build) -> dict[str, Selected]:
    component = Component("tracker", "mine", Config, build)
    return {"mine": Selected(Located(component, Source("strange-tools", "1.0", "main", "mine")), Config())}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run("id", "train", {}, tmp_path)


def test_a_tracker_is_told_what_happens(run: Run) -> None:
    told = []
    tracker = SimpleNamespace(log=lambda *what: told.append(what), finish=told.append)
    trackers = Trackers(selected(lambda config, run: tracker), run)
    trackers.log({"loss": 1.0}, 3)
    trackers.finish("done")
    assert told == [({"loss": 1.0}, 3), "done"]


def test_a_tracker_that_raises_is_named_once_and_left_out(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    calls = []

    def log(metrics, step) -> None:
        calls.append(step)
        raise OSError("no network")

    trackers = Trackers(selected(lambda config, run: SimpleNamespace(log=log, finish=calls.append)), run)
    for step in range(3):
        trackers.log({}, step)
    trackers.finish("done")
    assert calls == [0]
    assert capsys.readouterr().err == "warning: tracker mine (strange-tools 1.0) raised OSError: no network\n"


def test_a_tracker_that_cannot_start_costs_the_run_nothing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Trackers(selected(lambda config, run: 1 / 0), run).log({}, 1)
    assert "raised ZeroDivisionError" in capsys.readouterr().err
