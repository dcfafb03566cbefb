"""Bytes of files: packed, fetched, damaged."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pytest

from unrolled.errors import DataError
from unrolled.streams import opened

TEXT = b"a b a\n\nc a\n" * 50
PACKERS = pytest.mark.parametrize(
    ("suffix", "pack"),
    [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)],
    ids=["plain", "gz", "bz2", "xz"],
)
Pack = Callable[[bytes], bytes]


def content(location: str | Path) -> bytes:
    with opened(str(location)) as stream:
        return stream.read()


@PACKERS
def test_a_packed_file_is_read_like_a_plain_one(tmp_path: Path, suffix: str, pack: Pack):
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(TEXT))
    assert content(path) == TEXT


@PACKERS
def test_a_file_elsewhere_is_read_like_one_here(suffix: str, pack: Pack):
    location = f"memory://streams/a.txt{suffix}"
    with fsspec.open(location, "wb") as stream:
        stream.write(pack(TEXT))
    assert content(location) == TEXT
    with opened(location) as stream:
        assert (stream.seek(2), stream.read(3)) == (2, TEXT[2:5])


def test_a_file_inside_an_archive_is_read_from_there(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.txt", TEXT)
    assert content(f"zip://a.txt::file://{tmp_path}/all.zip") == TEXT


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
@pytest.mark.parametrize("kept", [slice(None, -9), slice(5, None)], ids=["cut off", "no such archive"])
def test_a_damaged_archive_is_named(tmp_path: Path, suffix: str, pack: Pack, kept: slice):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(pack(TEXT)[kept])
    with pytest.raises(DataError, match=rf"a{suffix}: cannot be read: "):
        content(path)


@pytest.mark.parametrize("location", ["memory://nowhere/a.txt", "nope://host/a.txt"])
def test_a_file_that_cannot_be_fetched_is_named(location: str):
    with pytest.raises(DataError, match=rf"^{location}: cannot be fetched: "):
        content(location)


def test_a_file_that_breaks_off_while_it_is_fetched_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch):
    class Broken:
        """A stream whose connection is lost."""

        def open(self) -> Any:
            return self

        def read(self, _size: int) -> bytes:
            raise RuntimeError("me:secret was cut off")

        def close(self) -> None: ...

    monkeypatch.setattr(fsspec, "open", lambda *_: Broken())
    with pytest.raises(DataError) as caught:
        content("https://me:secret@host/a.txt")
    assert str(caught.value) == "https://host/a.txt: cannot be fetched: RuntimeError."
