from __future__ import annotations

import logging
import os
import subprocess
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

import unrolled_tracking
from unrolled.contracts import Run
from unrolled_tracking import WandbConfig
from unrolled_tracking.mirror import WandbTracker

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789012345678901234567890123456789"


class FakeRun:
    def __init__(self) -> None:
        self.logged: list[tuple[dict[str, float], int]] = []
        self.summary: dict[str, str] = {}
        self.exit_codes: list[int] = []

    def log(self, metrics, step):
        self.logged.append((metrics, step))

    def finish(self, exit_code):
        self.exit_codes.append(exit_code)


class FakeWandb(types.ModuleType):
    """Stands for the service's package; modes in ``refused`` raise at the start."""

    def __init__(self, refused: tuple[str, ...] = ()) -> None:
        super().__init__("wandb")
        self.refused = refused
        self.started: list[dict[str, Any]] = []
        self.run = FakeRun()

    def Settings(self, **fields):  # noqa: N802 - the service's name
        return types.SimpleNamespace(base_url="https://tracker.example", **fields)

    def setup(self, settings=None):
        return types.SimpleNamespace(settings=settings or self.Settings())

    def init(self, **arguments):
        self.started.append(arguments)
        if arguments["mode"] in self.refused:
            raise RuntimeError("no answer\nsecond line")
        return self.run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    source = {"data": {"name": "files", "path": "s3://me:pass@word@bucket/x"}, "seed": 1}
    return Run(id="run-1", stage="train", params=source, directory=tmp_path / "runs" / "run-1")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeWandb:
    module = FakeWandb()
    monkeypatch.setitem(sys.modules, "wandb", module)
    monkeypatch.setenv("WANDB_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    return module


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING, "unrolled.tracking")
    return caplog


def test_a_run_is_offline_unless_told_otherwise(fake, run, said):
    WandbTracker(WandbConfig(), run)
    assert [start["mode"] for start in fake.started] == ["offline"]
    assert said.messages == []


def test_metrics_reach_the_service_with_their_steps(fake, run):
    tracker = WandbTracker(WandbConfig(), run)
    tracker.log({"loss": 0.5}, 10)
    tracker.log({"loss": 0.25}, 20)
    assert fake.run.logged == [({"loss": 0.5}, 10), ({"loss": 0.25}, 20)]


@pytest.mark.parametrize(("outcome", "code"), [("done", 0), ("failed", 1), ("diverged", 1), ("stopped", 1)])
def test_the_outcome_ends_the_record_once(fake, run, outcome, code):
    tracker = WandbTracker(WandbConfig(), run)
    tracker.finish(outcome)
    tracker.finish(outcome)
    assert fake.run.exit_codes == [code]
    assert fake.run.summary == {"outcome": outcome}


def test_the_configuration_names_the_run(fake, run):
    WandbTracker(WandbConfig(project="reviews", entity="lab", group="g", tags=("a", "b")), run)
    (start,) = fake.started
    assert (start["project"], start["entity"], start["group"], start["tags"]) == ("reviews", "lab", "g", ["a", "b"])
    assert (start["name"], start["job_type"], start["dir"]) == ("run-1", "train", str(run.directory))


def test_passwords_in_urls_stay_here(fake, run):
    WandbTracker(WandbConfig(), run)
    assert fake.started[0]["config"] == {"data": {"name": "files", "path": "s3://bucket/x"}, "seed": 1}


def test_online_without_a_key_is_offline_with_one_warning(fake, run, said):
    WandbTracker(WandbConfig(mode="online"), run)
    assert [start["mode"] for start in fake.started] == ["offline"]
    assert len(said.messages) == 1
    assert "no key" in said.messages[0]


def test_a_key_in_the_environment_lets_a_run_online(fake, run, said, monkeypatch):
    monkeypatch.setenv("WANDB_API_KEY", KEY)
    WandbTracker(WandbConfig(mode="online"), run)
    assert [start["mode"] for start in fake.started] == ["online"]
    assert said.messages == []


def test_a_key_in_netrc_lets_a_run_online(fake, run, said, tmp_path):
    (tmp_path / "netrc").write_text(f"machine tracker.example login user password {KEY}\n")
    WandbTracker(WandbConfig(mode="online"), run)
    assert [start["mode"] for start in fake.started] == ["online"]
    assert said.messages == []


def test_a_service_that_does_not_answer_leaves_the_run_offline(fake, run, said, monkeypatch):
    monkeypatch.setenv("WANDB_API_KEY", KEY)
    fake.refused = ("online",)
    tracker = WandbTracker(WandbConfig(mode="online"), run)
    tracker.log({"loss": 1.0}, 1)
    assert [start["mode"] for start in fake.started] == ["online", "offline"]
    assert fake.run.logged == [({"loss": 1.0}, 1)]
    assert said.messages == ["wandb: RuntimeError: no answer; the run is kept offline"]


def test_a_service_that_cannot_start_never_fails_the_run(fake, run, said):
    fake.refused = ("offline",)
    tracker = WandbTracker(WandbConfig(), run)
    tracker.log({"loss": 1.0}, 1)
    tracker.finish("done")
    assert said.messages == ["wandb: RuntimeError: no answer; the run goes on without it"]


def test_a_service_that_breaks_later_is_told_once_and_left_alone(fake, run, said, monkeypatch):
    calls: list[int] = []

    def broken(metrics, step):
        calls.append(step)
        raise OSError("pipe closed")

    monkeypatch.setattr(fake.run, "log", broken)
    tracker = WandbTracker(WandbConfig(), run)
    tracker.log({"loss": 1.0}, 1)
    tracker.log({"loss": 1.0}, 2)
    tracker.finish("done")
    assert calls == [1]
    assert fake.run.exit_codes == []
    assert said.messages == ["wandb: OSError: pipe closed; the run goes on without it"]


def test_a_missing_package_is_one_line_that_names_the_extra(run, said, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    tracker = WandbTracker(WandbConfig(), run)
    tracker.log({"loss": 1.0}, 1)
    tracker.finish("done")
    assert len(said.messages) == 1
    assert "unrolled[wandb]" in said.messages[0]


def test_disabled_starts_nothing(fake, run):
    tracker = WandbTracker(WandbConfig(mode="disabled"), run)
    tracker.log({"loss": 1.0}, 1)
    tracker.finish("done")
    assert fake.started == []


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValidationError, match="mode"):
        WandbConfig.parse({"mode": "sometimes"})


def test_the_plugin_declares_one_tracker():
    (component,) = unrolled_tracking.components()
    assert (component.kind, component.name, component.config) == ("tracker", "wandb", WandbConfig)


REAL = """
import random, sys
from pathlib import Path
from unrolled.contracts import Run
from unrolled_tracking import WandbConfig, wandb
assert "wandb" not in sys.modules, "declaring must not import the service's package"
drawn = random.getstate()
tracker = wandb.build(WandbConfig(), run=Run("run-1", "train", {"seed": 1}, Path(sys.argv[1])))
for step in range(3):
    tracker.log({"loss": 1.0 / (step + 1)}, step)
tracker.finish("done")
assert random.getstate() == drawn, "a mirrored run must draw the same numbers"
"""


def test_a_real_offline_run_stays_in_its_directory_and_holds_no_key(tmp_path):
    home, directory = tmp_path / "home", tmp_path / "runs" / "run-1"
    home.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WANDB_")}
    environment |= {"HOME": str(home), "WANDB_API_KEY": KEY}
    result = subprocess.run(
        [sys.executable, "-c", REAL, str(directory)],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix == ".wandb"]
    assert all(path.is_relative_to(directory) for path in files)
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
