"""The same parameters give the same bytes, whatever the machine's threads and hash seed are."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.fault("F43")
def test_threads_and_hash_seed_of_the_environment_change_nothing(workspace: Path) -> None:
    found = set()
    for threads, hash_seed in (("1", "1"), ("8", "2")):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": hash_seed}
        words = [sys.executable, "-m", "unrolled", "run", "threads=2"]
        subprocess.run(words, cwd=workspace, env=environment, check=True, capture_output=True)
        files = sorted(path for path in (workspace / "outputs").rglob("*") if path.is_file())
        found.add(hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest())
        (workspace / ".unrolled" / "keys").rename(workspace / f"keys-{threads}")
    assert len(found) == 1
