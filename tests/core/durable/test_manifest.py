from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled import durable
from unrolled.errors import IntegrityError


def sealed(directory: Path) -> Path:
    durable.write_text(directory / "a.txt", "alpha")
    durable.write_text(directory / "sub" / "b.txt", "beta")
    durable.write_manifest(directory, key="k")
    return directory


def test_a_sealed_directory_verifies_and_keeps_its_facts(tmp_path: Path) -> None:
    assert durable.verify(sealed(tmp_path))["key"] == "k"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 4), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found_and_its_file_named(tmp_path_factory, position: int, bit: int) -> None:
    directory = sealed(tmp_path_factory.mktemp("sealed"))
    data = bytearray((directory / "a.txt").read_bytes())
    data[position] ^= 1 << bit
    (directory / "a.txt").write_bytes(data)
    with pytest.raises(IntegrityError, match=r"a\.txt: damaged"):
        durable.verify(directory)


def test_missing_and_unexpected_files_are_all_named(tmp_path: Path) -> None:
    directory = sealed(tmp_path)
    (directory / "a.txt").rename(directory / "c.txt")
    with pytest.raises(IntegrityError) as caught:
        durable.verify(directory)
    assert "a.txt: missing" in str(caught.value)
    assert "c.txt: not named" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 3}'])
def test_what_is_no_manifest_is_an_integrity_error(tmp_path: Path, text: str) -> None:
    (tmp_path / durable.MANIFEST).write_text(text)
    with pytest.raises(IntegrityError):
        durable.verify(tmp_path)


def test_publishing_replaces_the_old_directory_whole(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "out" / "stale.txt", "old")
    durable.write_text(tmp_path / "work" / "new.txt", "new")
    durable.publish(tmp_path / "work", tmp_path / "out", key="k")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [durable.MANIFEST, "new.txt"]
    assert not (tmp_path / "work").exists()
