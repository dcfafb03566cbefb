from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from unrolled.durable.leases import Watch
from unrolled.durable.owners import this_owner
from unrolled_workflows.store.objects import Folder, ObjectShelf, open_folder


@pytest.fixture
def shelf() -> ObjectShelf:
    """Return a shelf in memory with a holder of another machine."""
    fsspec.filesystem("memory").store.clear()
    made = ObjectShelf(open_folder("memory://bucket/store"), "tokens-0")
    assert made.create(1, b"another")
    return made


def test_a_number_is_created_once(shelf: ObjectShelf) -> None:
    assert not shelf.create(1, b"late")
    assert shelf.look(1) == (b"another", b"another")
    assert shelf.create(2, b"next")
    assert sorted(shelf.numbers()) == [1, 2]


def test_leases_of_other_outputs_are_not_seen(shelf: ObjectShelf) -> None:
    assert ObjectShelf(shelf.folder, "tokens").numbers() == []


def test_a_beat_is_a_new_sign_and_leaves_the_owner_readable(shelf: ObjectShelf) -> None:
    shelf.create(2, this_owner("t").replace(b'"started": "', b'"started": "0'))
    before = shelf.look(2)
    shelf.beat(2)
    assert shelf.look(2) != before
    assert Watch(shelf).free() == 3


def test_a_number_that_is_gone_is_neither_seen_nor_brought_back_by_a_beat(shelf: ObjectShelf) -> None:
    for _ in range(2):
        shelf.remove(1)
    shelf.beat(1)
    assert shelf.look(1) is None
    assert shelf.numbers() == []


class Remembering(MemoryFileSystem):
    """Lists a folder once, as the file systems of buckets do."""

    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Any] = {}

    def ls(self, path: str, detail: bool = True, **named: Any) -> Any:
        return self.kept.setdefault(f"{path} {detail}", super().ls(path, detail, **named))

    def invalidate_cache(self, path: str | None = None) -> None:
        self.kept.clear()


def test_a_number_that_another_machine_created_is_seen_at_once(shelf: ObjectShelf) -> None:
    here = ObjectShelf(Folder(Remembering(), shelf.folder.path, shelf.folder.location), shelf.name)
    assert here.numbers() == [1]
    shelf.create(2, b"next")
    assert sorted(here.numbers()) == [1, 2]
