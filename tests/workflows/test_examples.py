"""What the data stage writes is what the stages behind it read."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unrolled_workflows.stages.examples import read_column, read_places, to_batch

SERIES = st.lists(st.integers(0, 5), min_size=1, max_size=4).flatmap(
    lambda lengths: st.tuples(
        *(arrays(np.float32, (length, 2), elements=st.floats(-9, 9, width=32)) for length in lengths)
    )
)


def written(path: Path, *chunks: list[object]) -> list[object]:
    """Return what is read of one field of kind frames, written in chunks."""
    batches = [to_batch([{"x": value} for value in chunk], {"x": "frames"}) for chunk in chunks]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batches[0].schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return list(read_column(path, "x"))


@given(series=SERIES)
def test_series_are_read_as_they_were_written(series: tuple[np.ndarray, ...], tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("column") / "x.arrow"
    for found, expected in zip(written(path, list(series)), series, strict=True):
        assert np.array_equal(np.asarray(found, np.float32).reshape(-1, 2), expected)


def test_arrays_and_lists_of_the_same_numbers_are_the_same_bytes(tmp_path: Path) -> None:
    series = [np.arange(6, dtype=np.float32).reshape(3, 2), np.ones((1, 2), np.float32)]
    written(tmp_path / "arrays", series)
    written(tmp_path / "lists", [each.tolist() for each in series])
    assert (tmp_path / "arrays").read_bytes() == (tmp_path / "lists").read_bytes()


def test_chunks_are_read_one_behind_another(tmp_path: Path) -> None:
    found = written(tmp_path / "x", [np.zeros((2, 3), np.float32)], [np.ones((1, 3), np.float32)])
    assert [each.shape for each in found] == [(2, 3), (1, 3)]


@pytest.mark.parametrize("series", [[[[1.0, 2.0], [3.0]]], [[]]])
def test_steps_of_several_widths_or_none_stay_lists(tmp_path: Path, series: list[object]) -> None:
    assert written(tmp_path / "x", series) == series


@pytest.mark.parametrize("places", [[], [2], [2, 0, 2]])
def test_places_are_read_as_the_whole_column_is(tmp_path: Path, places: list[int]) -> None:
    series = [np.full((length, 2), length, np.float32) for length in (3, 0, 2)]
    written(tmp_path / "x", series[:2], series[2:])
    found = read_places(tmp_path / "x", "x", places)
    assert [np.asarray(each).tolist() for each in found] == [series[place].tolist() for place in places]
