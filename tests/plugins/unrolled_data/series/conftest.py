"""Small files of series, and a way to read them."""

from __future__ import annotations

import pytest

import unrolled_data


@pytest.fixture
def windows():
    """Read a ``series`` section to the end."""

    def reader(**section):
        sizes = {"length": 3, "horizon": 2, "validation_size": 4, "test_size": 4}
        if "test_path" in section:
            del sizes["test_size"]
        config = unrolled_data.SeriesConfig.parse({"path": "a.csv", **sizes, **section})
        dataset = unrolled_data.series_dataset.build(config)
        splits = {split: list(examples) for split, examples in dataset.read(seed=1).items()}
        assert all(set(example) == set(dataset.fields) for examples in splits.values() for example in examples)
        return splits

    return reader


@pytest.fixture
def table(folder):
    """Write rows of a csv file."""

    def write(header, rows, name="a.csv"):
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        (folder() / name).write_text("\n".join(lines) + "\n")

    return write
