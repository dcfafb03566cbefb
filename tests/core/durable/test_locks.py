import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from unrolled.durable import lock, locks
from unrolled.durable.owners import this_owner
from unrolled.errors import BusyError

HOLD = """
import sys, time
from pathlib import Path
from unrolled.durable import lock, locks
from unrolled.durable.owners import this_owner
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


@pytest.mark.fault("F15")
@pytest.mark.parametrize("stands", [b"", this_owner().replace(b'"started": "', b'"started": "9')], ids=["none", "dead"])
def test_a_process_that_is_refused_waits_for_the_name_of_the_one_that_has_just_taken_the_lock(
    tmp_path: Path, stands: bytes
) -> None:
    path = tmp_path / "train"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.pwrite(handle, stands, 0)

    def write_name() -> None:
        os.ftruncate(handle, 0)
        os.pwrite(handle, this_owner(), 0)

    timer = threading.Timer(0.2, write_name)
    timer.start()
    with pytest.raises(BusyError, match=rf"pid {os.getpid()} on .* is at work here"), lock(path):
        pass
    timer.join()
    os.close(handle)


def test_a_holder_that_never_says_who_it_is_is_another_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(locks, "_PATIENCE", 0.05)
    path = tmp_path / "train"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(BusyError, match="busy: another process is at work here"), lock(path):
        pass
    os.close(handle)


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
