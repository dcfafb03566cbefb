"""Clusters in files, and a SLURM that runs their scripts."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from unrolled_workflows.launch.spec import Cluster, read_cluster

FAKES = Path(__file__).parent / "fake_slurm"
PATIENCE = 200.0


@pytest.fixture
def cluster_of(tmp_path: Path) -> Callable[[str], Cluster]:
    """Read a cluster from text; WORKSPACE in it stands for a directory that is there."""

    def read(text: str) -> Cluster:
        path = tmp_path / "cluster.yaml"
        path.write_text(text.replace("WORKSPACE", str(tmp_path)))
        return read_cluster(path)[0]

    return read


@dataclass
class FakeSlurm:
    """The fake SLURM, as a test uses it."""

    root: Path
    programs: Path
    environment: dict[str, str]

    def provide(self, name: str, line: str) -> None:
        """Write a program of one line of shell, which jobs find first."""
        (self.programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.programs / name).chmod(0o755)

    def submit(self, command: str) -> Path:
        """Hand a job in, and return its directory."""
        return self.root / self._run(*shlex.split(command)).split()[-1]

    def wait_for(self, what: Callable[[], bool], job: Path) -> None:
        """Wait until something is so; a job that does not get there is shown."""
        end = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > end:
                pytest.fail("\n".join(log.read_text() for log in [*self.root.parent.glob("*.log"), *job.glob("*.log")]))
            time.sleep(0.02)

    def end_of(self, job: Path) -> str:
        """Wait until a job has ended, and return its state."""
        self.wait_for(lambda: self._state(job).startswith(("COMPLETED", "FAILED")), job)
        return self._state(job)

    def _state(self, job: Path) -> str:
        return self._run("squeue", job.name).strip()

    def _run(self, *words: str) -> str:
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        """End what is still running."""
        for file in [*self.root.glob("*/controller"), *self.root.glob("*/pid")]:
            with suppress(ProcessLookupError):
                os.killpg(int(file.read_text()), signal.SIGKILL)


@pytest.fixture
def slurm(tmp_path: Path) -> Generator[FakeSlurm]:
    """Return a fake SLURM whose jobs find it, and stand-ins for ray and unrolled, before anything else."""
    root, programs = tmp_path / "jobs", tmp_path / "programs"
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    fake = FakeSlurm(root, programs, {**os.environ, "PATH": path, "FAKE_SLURM": str(root), "HOME": str(tmp_path)})
    for folder in (root, programs):
        folder.mkdir()
    for verb in ("sbatch", "scontrol", "squeue", "srun"):
        fake.provide(verb, f'exec {sys.executable} {FAKES / "slurm.py"} {verb} "$@"')
    for name, stand_in in (("unrolled", "stand_in_search.py"), ("ray", "stand_in_ray.py")):
        fake.provide(name, f'exec {sys.executable} {FAKES / stand_in} "$@"')
    fake.provide("getent", 'printf "127.0.1.1 STREAM %s\\n192.0.2.7 STREAM\\n" "$2"')
    yield fake
    fake.close()
