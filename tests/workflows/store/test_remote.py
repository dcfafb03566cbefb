import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest

from unrolled.durable import verify, write_manifest, write_text
from unrolled.errors import ResourceError
from unrolled_workflows.store import Store, open_store
from unrolled_workflows.store.local import LocalStore
from unrolled_workflows.store.objects import Folder
from unrolled_workflows.store.remote import RemoteStore

KEY = "0123456789abcdef" * 4
Build = Callable[..., None]
Machine = Callable[[str], Store]


@pytest.fixture
def files() -> Iterator[fsspec.AbstractFileSystem]:
    """Return the file system in memory, empty."""
    found = fsspec.filesystem("memory")
    yield found
    found.store.clear()


@pytest.fixture
def machine(tmp_path: Path, files: fsspec.AbstractFileSystem) -> Machine:
    """Open the one remote store as a machine with a disk of its own."""
    return lambda name: open_store("memory://bucket/store", tmp_path / name)


def test_what_one_machine_built_another_finds(machine: Machine, build: Build, tmp_path: Path) -> None:
    build(machine("first"), KEY)
    found = machine("second").find("tokens", KEY)
    assert found == tmp_path / "second" / ".unrolled" / "store" / "tokens" / KEY
    assert verify(found)["inputs"] == {"data": "d"}
    assert (found / "sub" / "a.txt").read_text() == "alpha"


def test_an_output_is_fetched_once(machine: Machine, build: Build, files: fsspec.AbstractFileSystem) -> None:
    build(machine("first"), KEY)
    second = machine("second")
    found = second.find("tokens", KEY)
    files.store.clear()
    assert second.find("tokens", KEY) == found


def test_no_lease_stays_behind(machine: Machine, build: Build, files: fsspec.AbstractFileSystem) -> None:
    build(machine("first"), KEY)
    names = [path.removeprefix("/bucket/store/") for path in files.find("/bucket/store")]
    assert sorted(names) == [f"tokens/{KEY}/MANIFEST.json", f"tokens/{KEY}/sub/a.txt"]


def test_the_manifest_is_uploaded_last(machine: Machine, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    upload = fsspec.AbstractFileSystem.put_file

    def put_file(self: fsspec.AbstractFileSystem, source: str, target: str) -> None:
        names.append(target.removeprefix(f"/bucket/store/tokens/{KEY}/"))
        upload(self, source, target)

    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "put_file", put_file)
    build(machine("first"), KEY)
    assert names == ["sub/a.txt", "MANIFEST.json"]


@pytest.mark.parametrize("name", ["MANIFEST.json", "sub/a.txt"])
def test_a_damaged_output_is_set_aside_said_and_built_again(
    machine: Machine, build: Build, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    build(machine("first"), KEY)
    fsspec.filesystem("memory").pipe_file(f"/bucket/store/tokens/{KEY}/{name}", b"omega")
    second = machine("second")
    with caplog.at_level(logging.WARNING, logger="unrolled"):
        assert second.find("tokens", KEY) is None
    assert f"tokens/{KEY[:12]} set aside" in caplog.text
    assert list((tmp_path / "second").rglob("a.txt")) == []
    build(second, KEY)
    assert machine("third").find("tokens", KEY)


def test_an_output_that_lacks_a_file_is_built_again(
    machine: Machine, build: Build, files: fsspec.AbstractFileSystem
) -> None:
    build(machine("first"), KEY)
    files.rm_file(f"/bucket/store/tokens/{KEY}/sub/a.txt")
    second = machine("second")
    assert second.find("tokens", KEY) is None
    build(second, KEY)
    assert machine("third").find("tokens", KEY)


def test_a_manifest_that_names_a_file_outside_is_not_followed(
    machine: Machine, build: Build, files: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    build(machine("first"), KEY)
    path = f"/bucket/store/tokens/{KEY}/MANIFEST.json"
    files.pipe_file(path, files.cat_file(path).replace(b"sub/a.txt", b"../../../../canary"))
    files.store[f"/bucket/store/tokens/{KEY}/../../../../canary"] = files.store.pop(
        f"/bucket/store/tokens/{KEY}/sub/a.txt"
    )
    assert machine("second").find("tokens", KEY) is None
    assert list(tmp_path.rglob("canary")) == []


def test_of_machines_that_ask_at_once_one_builds(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, one_at_a_time = fsspec.get_filesystem_class("memory"), threading.RLock()

    def alone(call: Callable[..., None]) -> Callable[..., None]:
        def called(*words: object, **named: object) -> None:
            with one_at_a_time:  # as the service behind a bucket has it: an object is there whole, or not at all
                call(*words, **named)

        return called

    for name in ("pipe_file", "put_file", "get_file"):
        monkeypatch.setattr(memory, name, alone(getattr(memory, name)))
    stores = [machine(str(number)) for number in range(4)]
    built: list[Path] = []

    def obtain(store: Store) -> None:
        while store.find("tokens", KEY) is None:
            with store.building("tokens", KEY) as work:
                if work is not None:
                    built.append(work)
                    write_text(work / "out" / "a.txt", "alpha")
                    write_manifest(work / "out")

    threads = [threading.Thread(target=obtain, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert all(store.find("tokens", KEY) for store in stores)


def test_where_no_object_is_exclusive_a_second_builder_does_no_harm(
    tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder whose file system looks before it writes: two machines may both see nothing."""
    folder = Folder(fsspec.filesystem("file"), str(tmp_path / "remote"), "file://remote")
    stores = [RemoteStore(folder, LocalStore(tmp_path / name)) for name in ("first", "second")]
    with monkeypatch.context() as patch:
        patch.setattr(RemoteStore, "_stands", lambda *_: False)
        for store in stores:
            build(store, KEY)
    assert RemoteStore(folder, LocalStore(tmp_path / "third")).find("tokens", KEY)


def test_a_store_that_stops_answering_is_one_error(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TimeoutError("no answer")

    store = machine("first")
    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "exists", refuse)
    with pytest.raises(
        ResourceError, match=r"memory://bucket/store: the store cannot be read: TimeoutError: no answer"
    ):
        store.find("tokens", KEY)
