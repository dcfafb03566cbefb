"""What a location says, and files that are not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from unrolled.errors import DataError
from unrolled.locations import check_present, file_name, is_url, packing


@pytest.mark.parametrize(
    ("location", "url", "name", "packed"),
    [
        ("a/Text.TXT", False, "a/text.txt", ""),
        ("a.csv.GZ", False, "a.csv.gz", ".gz"),
        ("s3://bucket/a.txt.xz?version=2", True, "s3://bucket/a.txt.xz", ".xz"),
        ("zip://a.txt.bz2::https://example.org/all.zip", True, "zip://a.txt.bz2", ".bz2"),
        ("really?.gz", False, "really?.gz", ".gz"),
    ],
)
def test_a_location_says_whether_it_is_fetched_and_how_it_is_packed(location: str, url: bool, name: str, packed: str):
    assert (is_url(location), file_name(location), packing(location)) == (url, name, packed)


def test_everything_that_is_missing_is_named_with_its_neighbour(tmp_path: Path):
    (tmp_path / "corpus.txt").touch()
    with pytest.raises(DataError) as caught:
        check_present([str(tmp_path / "corpsu.txt"), str(tmp_path), str(tmp_path / "corpus.txt"), "s3://a/b"])
    assert [str(problem) for problem in caught.value.problems] == [
        f"{tmp_path / 'corpsu.txt'}: there is no such file. Did you mean 'corpus.txt'?",
        f"{tmp_path}: is a directory, where a file is expected.",
    ]


def test_a_pipe_is_refused_before_anyone_waits_for_it(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="is no file that can be read twice"):
        check_present([str(tmp_path / "pipe.csv")])
