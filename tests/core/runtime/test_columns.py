"""Splits on disk: what is written is read, and the bytes are a function of the content."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def sequence(column, at):
    return column.values[column.offsets_S1[at] : column.offsets_S1[at + 1]].tolist()


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ROW, max_size=6))
def test_what_is_written_is_read(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("split") / "train.arrow"
    write_split(path, FIELDS, iter(rows))
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
    rows = [{"text": [1, 2, 3], "label": 0}, {"text": [], "label": 1}]
    fields = {"text": "text", "label": "label"}
    write_split(tmp_path / "lists.arrow", fields, rows)
    write_split(tmp_path / "arrays.arrow", fields, ({**row, "text": np.array(row["text"])} for row in rows))
    assert (tmp_path / "lists.arrow").read_bytes() == (tmp_path / "arrays.arrow").read_bytes()


def test_frames_of_another_width_are_refused(tmp_path):
    rows = [{"signal": [[1.0, 2.0]]}, {"signal": [[1.0, 2.0, 3.0]]}]
    with pytest.raises(DataError, match=r"signal: example 2 has shape \(1, 3\).* 2 wide"):
        write_split(tmp_path / "train.arrow", {"signal": "frames"}, rows)
    assert list(tmp_path.iterdir()) == []


def test_fields_that_the_file_does_not_hold_are_all_named(tmp_path):
    write_split(tmp_path / "train.arrow", {"text": "text"}, [{"text": [1]}])
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
