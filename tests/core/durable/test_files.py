import errno
import json
import os
from pathlib import Path

import pytest

from unrolled import durable
from unrolled.durable import faultpoints
from unrolled.errors import ResourceError


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch):
    def arm(text: str) -> None:
        monkeypatch.setattr(faultpoints, "_plan", faultpoints._parse(text))

    return arm


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


POINTS = ["durable.write.start", "durable.write.fsync", "durable.write.rename"]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "deep" / "file.txt", "käse\r\n")
    assert (tmp_path / "deep" / "file.txt").read_bytes() == "käse\r\n".encode()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("action", ["enospc", "eio"])
def test_a_full_or_broken_disk_leaves_the_old_file_and_no_other(tmp_path: Path, fault, point: str, action: str) -> None:
    path = tmp_path / "file.txt"
    durable.write_text(path, "old")
    fault(f"{point}:{action}")
    with pytest.raises(ResourceError, match=r"file\.txt: cannot write") as caught:
        durable.write_text(path, "new")
    assert f"errno {errno.ENOSPC if action == 'enospc' else errno.EIO}" in str(caught.value)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file.txt"]


@pytest.mark.parametrize("point", POINTS)
def test_an_error_of_the_writer_leaves_nothing_behind(tmp_path: Path, point: str, fault) -> None:
    fault(f"{point}:raise")
    with pytest.raises(RuntimeError, match=point):
        durable.write_text(tmp_path / "file.txt", "new")
    assert names(tmp_path) == []


def test_a_fault_comes_at_the_passage_that_was_asked_for(tmp_path: Path, fault) -> None:
    fault("durable.write.*:raise@3")
    with pytest.raises(RuntimeError, match=r"durable\.write\.rename"):
        durable.write_text(tmp_path / "file.txt", "new")


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="the action is one of"):
        faultpoints._parse("name:explode")


def test_json_is_sorted_and_refuses_what_json_has_not(tmp_path: Path) -> None:
    durable.write_json(tmp_path / "a.json", {"b": 1, "a": "ü"})
    assert (tmp_path / "a.json").read_text() == '{\n "a": "ü",\n "b": 1\n}\n'
    with pytest.raises(ValueError, match="Out of range"):
        durable.write_json(tmp_path / "b.json", float("nan"))
    assert not (tmp_path / "b.json").exists()


def test_appending_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    for number in range(3):
        durable.append(path, json.dumps(number).encode() + b"\n")
    assert path.read_text() == "0\n1\n2\n"


def test_a_written_file_has_the_rights_that_the_umask_gives(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        durable.write_text(tmp_path / "file", "x")
    finally:
        os.umask(mask)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_removing_takes_files_directories_and_nothing(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "dir" / "file", "x")
    durable.remove(tmp_path / "dir")
    durable.remove(tmp_path / "dir")
    assert names(tmp_path) == []
