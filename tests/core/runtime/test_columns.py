"""Splits on disk: what is written is read, and the bytes are a function of the content."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Ragged
from unrolled.errors import DataError, IntegrityError
from unrolled.runtime.columns import read_split, write_split

FIELDS = {"text": "text", "tags": "labels", "signal": "frames", "label": "label", "value": "number"}
IDS = st.lists(st.integers(0, 2**31 - 1), max_size=5)
FRAMES = st.lists(st.lists(st.floats(-10, 10, width=32), min_size=3, max_size=3), max_size=4)
ROW = st.fixed_dictionaries(
    {
        "text": IDS,
        "tags": IDS,
        "signal": FRAMES,
        "label": st.integers(0, 2**40),
        "value": st.floats(-10, 10, width=32),
    }
)


def one_by_one(rows):
    return [{name: [value] for name, value in row.items()} for row in rows]


def sequence(column, at):
    return column.values[column.offsets_S1[at] : column.offsets_S1[at + 1]].tolist()


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ROW, max_size=6))
def test_what_is_written_is_read(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("split") / "train.arrow"
    write_split(path, FIELDS, iter(one_by_one(rows)))
    columns = read_split(path, FIELDS)
    for at, row in enumerate(rows):
        assert {name: sequence(columns[name], at) for name in ("text", "tags", "signal")} == {
            name: row[name] for name in ("text", "tags", "signal")
        }
    assert columns["label"].tolist() == [row["label"] for row in rows]
    assert columns["value"].tolist() == [row["value"] for row in rows]
    assert columns["text"].values.dtype == np.int32
    assert columns["value"].dtype == np.float32


def test_the_bytes_are_a_function_of_the_content(tmp_path):
    texts, fields = [[1, 2, 3], [], [4]], {"text": "text", "label": "label"}
    chunks = {
        "lists": one_by_one({"text": text, "label": label} for label, text in enumerate(texts)),
        "arrays": [{"text": [np.array(text) for text in texts], "label": [0, 1, 2]}],
        "ragged": [{"text": Ragged.of(texts[:2]), "label": [0, 1]}, {"text": Ragged.of(texts[2:]), "label": [2]}],
    }
    for name, each in chunks.items():
        write_split(tmp_path / name, fields, each)
    assert len({(tmp_path / name).read_bytes() for name in chunks}) == 1


def test_frames_come_in_one_array_too(tmp_path):
    series = [np.ones((2, 3), np.float32), np.zeros((0, 3), np.float32)]
    write_split(tmp_path / "lists", {"signal": "frames"}, [{"signal": [frames.tolist() for frames in series]}])
    write_split(tmp_path / "ragged", {"signal": "frames"}, [{"signal": Ragged.of(series)}])
    assert (tmp_path / "lists").read_bytes() == (tmp_path / "ragged").read_bytes()


def test_frames_of_another_width_are_refused(tmp_path):
    chunks = [{"signal": [[[1.0, 2.0]], [[1.0, 2.0, 3.0]]]}]
    with pytest.raises(DataError, match=r"signal: example 2 has shape \(1, 3\).* 2 wide"):
        write_split(tmp_path / "train.arrow", {"signal": "frames"}, chunks)
    assert list(tmp_path.iterdir()) == []


def test_fields_that_the_file_does_not_hold_are_all_named(tmp_path):
    write_split(tmp_path / "train.arrow", {"text": "text"}, [{"text": [[1]]}])
    with pytest.raises(IntegrityError) as caught:
        read_split(tmp_path / "train.arrow", {"text": "labels", "mood": "label"})
    assert [problem.what for problem in caught.value.problems] == [
        "no field 'text' of kind labels",
        "no field 'mood' of kind label",
    ]


@pytest.mark.parametrize("content", [b"", b"no arrow at all", None])
def test_a_file_that_is_no_split_is_an_integrity_error(tmp_path, content):
    path = tmp_path / "train.arrow"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IntegrityError, match="not a readable split"):
        read_split(path, {"text": "text"})
