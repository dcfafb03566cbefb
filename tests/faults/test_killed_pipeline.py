"""Kill the pipeline anywhere: the same command again ends in the same bytes."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "small_experiment"
POINTS = [
    "stage.data.built:kill",
    "durable.write.rename:kill@4",
    "stage.embedding.start:kill",
    "durable.publish.rename:kill@3",
    "train.step:kill@9",
    "stage.report.published:kill",
]


def run(workspace: Path, fault: str = "") -> int:
    """Run the whole pipeline in a child process; return its exit code, negative for a signal."""
    words = [sys.executable, "-m", "unrolled", "run"]
    return subprocess.run(words, cwd=workspace, env={**os.environ, "UNROLLED_FAULT": fault}, check=False).returncode


def digests(workspace: Path) -> dict[str, str]:
    """Return the digest of every output file."""
    outputs = workspace / "outputs"
    files = sorted(path for path in outputs.rglob("*") if path.is_file())
    return {path.relative_to(outputs).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of a pipeline that ran without a kill."""
    place = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("whole") / "workspace"))
    assert run(place) == 0
    return digests(place)


@pytest.mark.fault("F01")
@pytest.mark.parametrize("fault", POINTS)
def test_a_pipeline_killed_anywhere_ends_in_the_same_bytes(whole: dict[str, str], workspace: Path, fault: str) -> None:
    assert run(workspace, fault) == -signal.SIGKILL
    assert run(workspace) == 0
    assert digests(workspace) == whole
    assert list(workspace.rglob("*.tmp")) == []
