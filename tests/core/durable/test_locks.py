import subprocess
import sys
import time
from pathlib import Path

import pytest

from unrolled.durable import lock
from unrolled.errors import BusyError

HOLD = """
import sys, time
from pathlib import Path
from unrolled.durable import lock
with lock(Path(sys.argv[1])):
    print('held', flush=True)
    time.sleep(60)
"""
CHILD = """
import os, time
from unrolled.durable import die_with_parent
die_with_parent()
print(os.getpid(), flush=True)
time.sleep(60)
"""


@pytest.mark.fault("F15")
def test_a_second_process_is_refused_and_told_who_is_at_work(tmp_path: Path) -> None:
    path = tmp_path / "busy" / "train"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"pid {holder.pid} on .* is at work here"), lock(path):
            pass
        holder.kill()
        holder.wait()
    with lock(path):
        pass


def test_a_lock_is_free_again_when_its_block_ends(tmp_path: Path) -> None:
    for _ in range(2):
        with lock(tmp_path / "train"):
            pass


def test_a_process_that_dies_with_its_parent_does() -> None:
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {CHILD!r}]).wait()"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
        process.wait()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} outlived its parent")
