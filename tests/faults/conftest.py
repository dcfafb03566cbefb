"""What the fault tests share: their stand-ins, which workers of Ray find too, and commands that are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def start(workspace: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a program of this environment in the workspace; what still runs when the test ends is killed."""
    started: list[subprocess.Popen[str]] = []
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def call(*words: str, fault: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "PATH": path, "DVC_NO_ANALYTICS": "1", "UNROLLED_FAULT": fault}
        started.append(subprocess.Popen(words, cwd=workspace, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield call
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()
