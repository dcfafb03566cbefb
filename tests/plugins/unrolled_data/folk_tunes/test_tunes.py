"""Folk tunes of music21, read as text."""

import re
from pathlib import Path

import pytest

from unrolled.errors import DataError
from unrolled.testing import laws
from unrolled_data.folk_tunes import FolkTunesConfig, folk_tunes_dataset, tunes

BOOK = """% A book of tunes
% 1778

X: 12
T: The Fun at Donnybrook.
T: Another name
N: "Very slow" collected by somebody
M: 6/8
L:1/8
K:Gm
G>FD C>D^F | "Gm"G3z2 |   % a remark
D>DD D3 ||


X:13
T:A tune without a key
ABC

X:14
K:C
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.abc"
    path.write_text(BOOK)
    return path


def test_a_tune_is_its_title_its_metre_its_key_and_its_notes(book):
    (tune,) = tunes._tunes(book)
    assert tune == "X:1\nT:The Fun at Donnybrook.\nM:6/8\nL:1/8\nK:Gm\nG>FD C>D^F | G3z2 |\nD>DD D3 ||"


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setattr(tunes, "PACKAGE", "no-such-package")
    with pytest.raises(DataError, match=r"dataset 'folk-tunes': the package .* is not installed. See: pip install"):
        folk_tunes_dataset.build(FolkTunesConfig()).read(seed=1)


def test_a_package_without_its_tunes_is_told(monkeypatch):
    monkeypatch.setitem(tunes._FOLDERS, "oneills", "no-such-folder")
    pytest.importorskip("music21")
    with pytest.raises(DataError, match=r"has no tunes of the collection 'oneills'"):
        folk_tunes_dataset.build(FolkTunesConfig()).read(seed=1)


@pytest.fixture(scope="module")
def splits():
    pytest.importorskip("music21", reason="music21 is not installed")
    return folk_tunes_dataset.build(FolkTunesConfig()).read(seed=1)


def test_the_notes_of_a_tune_are_in_one_split_alone(splits):
    notes = {split: {tunes._notes(each["text"]) for each in examples} for split, examples in splits.items()}
    assert not notes["train"] & (notes["validation"] | notes["test"])
    assert sum(map(len, splits.values())) > 2_900


def test_every_tune_can_be_played(splits):
    shape = re.compile(r"X:1\n(?:[TRML]:.*\n)*K:.*\n(?:.*\n)*.*[A-Ga-gz]")
    assert [each["text"] for each in splits["test"] if not shape.match(each["text"])] == []


@pytest.mark.parametrize("collection", ["airds", "essen", "oneills", "ryans"])
def test_every_collection_is_there(collection):
    pytest.importorskip("music21", reason="music21 is not installed")
    assert len(tunes._files(collection)) >= 6
    assert all(isinstance(path, Path) for path in tunes._files(collection))


@pytest.mark.parametrize("law", [pytest.param(law, id=name) for name, law in laws(folk_tunes_dataset)])
def test_the_law_holds(law):
    pytest.importorskip("music21", reason="music21 is not installed")
    law()
