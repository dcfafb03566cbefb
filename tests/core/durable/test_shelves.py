from pathlib import Path

import pytest

from unrolled.durable import FileShelf


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    """Return a shelf with one number."""
    made = FileShelf(tmp_path / "leases" / "tokens")
    assert made.create(1, b"first")
    return made


def test_a_number_is_created_once(shelf: FileShelf) -> None:
    assert not shelf.create(1, b"late")
    found = shelf.look(1)
    assert found
    assert found[0] == b"first"


def test_leases_of_other_names_and_other_files_are_not_seen(shelf: FileShelf) -> None:
    shelf.create(2, b"second")
    (shelf.path.parent / "tokens.txt").write_text("a note")
    FileShelf(shelf.path.with_name("embedding")).create(3, b"third")
    assert sorted(shelf.numbers()) == [1, 2]


def test_a_number_that_is_gone_is_not_seen_and_gone_for_good(shelf: FileShelf) -> None:
    for _ in range(2):
        shelf.remove(1)
    with pytest.raises(FileNotFoundError):
        shelf.beat(1)
    assert shelf.look(1) is None
    assert shelf.numbers() == []
