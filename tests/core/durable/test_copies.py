from pathlib import Path

import pytest

from unrolled import durable
from unrolled.errors import IntegrityError


def test_a_copy_holds_the_same_bytes_and_shares_none_of_them(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "a" / "sub" / "x.txt", "alpha")
    durable.write_manifest(tmp_path / "a", key="k")
    durable.write_text(tmp_path / "b" / "old.txt", "old")
    durable.copy_sealed(tmp_path / "a", tmp_path / "b")
    (tmp_path / "a" / "sub" / "x.txt").write_text("omega")
    assert durable.verify(tmp_path / "b")["key"] == "k"


def test_a_copy_of_what_is_damaged_is_refused(tmp_path: Path) -> None:
    durable.write_text(tmp_path / "a" / "x.txt", "alpha")
    durable.write_manifest(tmp_path / "a")
    (tmp_path / "a" / "x.txt").write_text("omega")
    with pytest.raises(IntegrityError, match=r"x\.txt: damaged"):
        durable.copy_sealed(tmp_path / "a", tmp_path / "b")
