import numpy as np
import pytest

from unrolled import DataError
from unrolled_data.time_series.ts_file import read_ts

HEADER = "# about\n@problemName Small\n@timeStamps false\n@classLabel true a b\n@data\n"


@pytest.fixture
def written(folder):
    def write(body, header=HEADER):
        folder(small__ts=header + body)
        return read_ts("small.ts")

    return write


def test_channels_are_parted_by_colons_and_the_class_stands_last(written):
    (example,) = written("1,2,3:4,5,-6e-1:a\n")
    assert example["label"] == "a"
    assert example["series"].dtype == np.float32
    assert example["series"].tolist() == np.float32([[1, 4], [2, 5], [3, -0.6]]).tolist()


def test_series_may_be_of_unequal_length(written):
    assert [len(example["series"]) for example in written("1,2,3:a\n\n1:b\n")] == [3, 1]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("1,2:1:a\n", "small.ts:6: channels of 1 and of 2 values"),
        ("1:2:a\n1:a\n", "small.ts:7: 1 channels, where the first series has 2"),
        ("1,x:a\n", "small.ts:6: could not convert string to float: 'x'"),
        ("1,?:a\n", "small.ts:6: could not convert"),
        ("1,nan:a\n", "small.ts:6: a value is not finite"),
        ("1,2\n", "small.ts:6: a series and its class are expected"),
        ("1,2:\n", "small.ts:6: a series and its class are expected"),
        ("", "small.ts: there are no series"),
    ],
)
def test_a_malformed_line_is_named(written, body, what):
    with pytest.raises(DataError) as caught:
        written(body)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("@timeStamps true\n@data\n", "small.ts:1: @timeStamps true: series with time stamps are not read"),
        ("@missing true\n@data\n", "series with missing values are not read"),
        ("@classLabel false\n@data\n", "series without classes are not read"),
        ("@targetLabel true\n@data\n", "series without classes are not read"),
        ("1:a\n@data\n", "small.ts:1: a line starts with '@' or '#'"),
    ],
)
def test_a_header_that_announces_what_is_not_read_is_refused(written, header, what):
    with pytest.raises(DataError) as caught:
        written("1:a\n", header)
    assert what in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(written):
    with pytest.raises(DataError) as caught:
        written("x:a\n1:a\ny:b\n")
    assert [problem.where for problem in caught.value.problems] == ["small.ts:6", "small.ts:8"]
