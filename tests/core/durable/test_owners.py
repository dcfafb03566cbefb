import json
import os
import subprocess
import sys

import pytest

from unrolled.durable import owners
from unrolled.durable.owners import is_gone, this_owner


def of(pid: int, **other: str) -> bytes:
    """Return the line of another process of this machine that runs."""
    return json.dumps(json.loads(this_owner("t")) | {"pid": pid, "started": owners._started(pid), **other}).encode()


def test_a_process_that_runs_is_not_gone() -> None:
    assert not is_gone(this_owner("t"))


@pytest.mark.parametrize("reaped", [True, False])
def test_a_process_that_has_ended_is_gone_also_where_its_parent_did_not_ask_for_it(reaped: bool) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        line = of(process.pid)
        assert not is_gone(line)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        if reaped:
            process.wait()
        assert is_gone(line)


def test_a_process_id_given_to_another_process_does_not_pass_for_the_first() -> None:
    assert is_gone(of(os.getpid(), started="1"))


@pytest.mark.parametrize(
    ("pid", "gone"), [(os.getpid(), False), (1, False), (2**22 + 1, True)], ids=["own", "first", "none"]
)
def test_a_process_that_proc_hides_is_asked_for_by_a_signal(
    monkeypatch: pytest.MonkeyPatch, pid: int, gone: bool
) -> None:
    def hidden(pid: int) -> str:
        raise FileNotFoundError

    line = json.dumps(json.loads(this_owner("t")) | {"pid": pid})
    monkeypatch.setattr(owners, "_started", hidden)
    assert is_gone(line.encode()) == gone


def test_nothing_is_known_of_a_process_on_another_machine() -> None:
    assert not is_gone(of(os.getpid(), machine="another", started="1"))


@pytest.mark.parametrize("line", [b"", b'{"host": "n7", "pi', b"[]", b"null", b"\xff"])
def test_nothing_is_known_of_a_line_that_was_torn(line: bytes) -> None:
    assert not is_gone(line)


def test_no_password_of_a_url_stands_in_a_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["unrolled", "search", "search.store=s3://me:hunter2@host/bucket"])
    assert b"hunter2" not in this_owner("t")
