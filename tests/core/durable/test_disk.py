from pathlib import Path

import pytest

from unrolled.durable import require_writable, take_over
from unrolled.errors import ResourceError


def test_a_directory_is_made_and_nothing_stays_in_it(tmp_path: Path) -> None:
    require_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("below", [".", "store", "store/deeper"])
def test_a_file_in_the_place_of_a_directory_is_one_error(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResourceError, match=r"file.*: cannot be written: .* \(errno \d+\)"):
        require_writable(tmp_path / "file" / below)


def test_a_place_that_refuses_files_is_one_error() -> None:
    with pytest.raises(ResourceError, match="cannot be written"):
        require_writable(Path("/proc/self/store"))


def test_a_directory_that_is_taken_over_is_gone_under_its_old_name(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.txt").write_text("alpha")
    take_over(tmp_path / "old", tmp_path / "new")
    take_over(tmp_path / "old", tmp_path / "new")
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["a.txt"]
    assert not (tmp_path / "old").exists()
