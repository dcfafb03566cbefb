import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled.durable import FileShelf, take_over, verify, write_manifest, write_text
from unrolled_workflows.store.local import LocalStore

KEY = "0123456789abcdef" * 4
Build = Callable[..., None]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


def files(store: LocalStore) -> list[str]:
    """Return every file of a store, as it is seen from there."""
    return sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file())


def test_what_was_built_is_found_sealed_and_nothing_else_stays(store: LocalStore, build: Build) -> None:
    assert store.find("tokens", KEY) is None
    build(store, KEY)
    found = store.find("tokens", KEY)
    assert found == store.root / "tokens" / KEY
    assert verify(found)["inputs"] == {"data": "d"}
    assert files(store) == [f"tokens/{KEY}/MANIFEST.json", f"tokens/{KEY}/sub/a.txt"]
    assert list((store.root / ".work").iterdir()) == []


def test_what_stands_there_is_not_built_again(store: LocalStore, build: Build) -> None:
    build(store, KEY)
    with store.building("tokens", KEY) as work:
        assert work is None
    assert store.find("tokens", KEY)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_output_is_set_aside_said_and_built_again(
    tmp_path_factory: pytest.TempPathFactory, build: Build, data: st.DataObject
) -> None:
    store = LocalStore(tmp_path_factory.mktemp("store"))
    build(store, KEY)
    entry = store.root / "tokens" / KEY
    name = data.draw(st.sampled_from(["MANIFEST.json", "sub/a.txt"]))
    content = bytearray((entry / name).read_bytes())
    content[data.draw(st.integers(0, 4))] ^= 0x80
    (entry / name).write_bytes(content)
    assert store.find("tokens", KEY) is None
    assert entry.with_name(f"{KEY}.bad").is_dir()
    build(store, KEY)
    assert store.find("tokens", KEY) == entry


def test_a_damaged_output_is_named_in_a_warning(
    store: LocalStore, build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    build(store, KEY)
    (store.root / "tokens" / KEY / "sub" / "a.txt").write_text("omega")
    with caplog.at_level(logging.WARNING, logger="unrolled"):
        store.find("tokens", KEY)
    assert f"tokens/{KEY[:12]} set aside as {KEY}.bad" in caplog.text
    assert "a.txt: damaged" in caplog.text


def test_a_good_output_that_came_in_the_meantime_is_not_set_aside(store: LocalStore, build: Build) -> None:
    build(store, KEY)
    store._set_aside("tokens", KEY)
    assert store.find("tokens", KEY)


def test_a_builder_goes_on_with_the_work_of_one_that_failed(store: LocalStore) -> None:
    def fail() -> None:
        with store.building("tokens", KEY) as work:
            assert work is not None
            write_text(work / "step-1" / "model", "half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.building("tokens", KEY) as work:
        assert work is not None
        assert (work / "step-1" / "model").read_text() == "half"
    assert store.find("tokens", KEY) is None


def lose(store: LocalStore, work: Path) -> None:
    """Do what a process does that thinks the builder gone: take the next number, then the work."""
    assert FileShelf(store.root / ".leases" / f"tokens-{KEY}").create(2, b"{}")
    take_over(work, work.with_suffix(".another"))


def test_a_builder_that_only_seemed_dead_puts_nothing_in_place(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="unrolled"), store.building("tokens", KEY) as work:
        assert work is not None
        write_text(work / "out" / "a.txt", "alpha")
        lose(store, work)
        write_manifest(work / "out")  # makes the directory anew, without a.txt
    assert store.find("tokens", KEY) is None
    assert [path.suffix for path in (store.root / ".work").iterdir()] == [".another"]


def test_what_a_builder_lacks_that_only_seemed_dead_is_said_and_no_error(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="unrolled"), store.building("tokens", KEY) as work:
        assert work is not None
        lose(store, work)
        (work / "out" / "a.txt").read_text()
    assert "another process builds tokens/" in caplog.text


def test_work_that_is_left_twice_is_taken_over_once(store: LocalStore) -> None:
    for name in ("one", "two"):
        write_text(store.root / ".work" / f"tokens-{KEY[:16]}.{name}" / "note", name)
    with store.building("tokens", KEY) as work:
        assert work is not None
        assert (work / "note").read_text() in {"one", "two"}
        assert list((store.root / ".work").iterdir()) == [work]
