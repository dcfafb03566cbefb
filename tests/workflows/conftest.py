"""Commands in a workspace, in processes of their own and in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(workspace: Path) -> Command:
    """Run a program of this environment in the workspace."""

    def call(*words: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        programs = Path(sys.executable).parent
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "DVC_NO_ANALYTICS": "1", **environment}
        done = subprocess.run(words, cwd=workspace, env=env, capture_output=True, text=True, check=False)
        if check and done.returncode:
            pytest.fail(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    return call


@pytest.fixture
def cli(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command of unrolled in the workspace, in this process; return exit code, output and errors."""
    from unrolled.cli import main

    monkeypatch.chdir(workspace)

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(words)
        shown = capsys.readouterr()
        return int(caught.value.code or 0), shown.out, shown.err

    return call
