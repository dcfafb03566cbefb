"""What is wrong with a file of series is said with its line."""

import re

import pytest
from pydantic import ValidationError

from unrolled.errors import DataError
from unrolled_data import SeriesConfig

TIMES = [f"2024-01-01 {at:02}:00" for at in range(20)]
BROKEN = {
    "a time twice": ({5: TIMES[4]}, {}, "a.csv:7: column 't' says the time of line 6 again"),
    "times out of order": ({5: TIMES[2]}, {}, "a.csv:7: column 't' says a time before that of line 6"),
    "a clock set back": ({5: "2024-01-01 03:30"}, {}, "a.csv:7: column 't' says a time before that of line 6"),
    "two clocks": ({5: "2024-01-01 05:00+01:00"}, {}, "a.csv:7: column 't' is of another kind than line 6"),
    "a date among numbers": ({5: "17"}, {}, "a.csv:7: column 't' is of another kind than line 6"),
    "a leap second": ({5: "2024-01-01 04:59:60"}, {}, "a.csv:7: column 't' is '2024-01-01 04:59:60', neither a date"),
    "a gap": ({}, {5: ""}, "a.csv:7: column 'x' is empty: 'missing: previous' takes the value of the step before"),
    "NaN": ({}, {5: "nan"}, "a.csv:7: column 'x' is empty"),
    "an infinite value": ({}, {5: "1e999"}, "a.csv:7: column 'x' is '1e999', not a finite number"),
    "a word": ({}, {5: "much"}, "a.csv:7: column 'x' is 'much', not a number"),
    "a ragged row": ({}, {5: "1,2"}, "a.csv:7: 3 columns, where the header has 2"),
}


@pytest.mark.fault("F20")
@pytest.mark.parametrize(("times", "values", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_line_is_named(table, windows, times, values, message):
    table("t,x", [[times.get(at, TIMES[at]), values.get(at, at)] for at in range(20)])
    with pytest.raises(DataError, match=re.escape(message)):
        windows(time="t")


@pytest.mark.fault("F20")
@pytest.mark.parametrize("rows", [0, 1, 9])
def test_a_series_that_is_too_short_is_refused(table, windows, rows):
    table("x", [[at] for at in range(rows)])
    with pytest.raises(DataError, match=r"there are no rows|the series has \d"):
        windows()


@pytest.mark.fault("F20")
def test_a_gap_at_the_start_has_no_value_before_it(table, windows):
    table("x,y", [[at, at or ""] for at in range(20)])
    with pytest.raises(DataError, match=r"a.csv:2: column 'y' is empty at the start of its series"):
        windows(missing="previous")


def test_series_of_rows_are_checked_cell_by_cell_and_by_name(table, windows):
    table("n" + ",v" * 20, [["a", *range(20)], ["b", 1, "x", "", *range(17)], ["a", *range(20)]])
    with pytest.raises(DataError) as refusal:
        windows(layout="rows")
    shown = [str(problem) for problem in refusal.value.problems]
    assert [line.partition(":")[2].partition(":")[0] for line in shown] == ["3", "3", "4"]
    assert "cell 3 is 'x', not a number" in shown[0]
    assert "cell 4 is empty" in shown[1]
    assert "series 'a' stands in line 2 too" in shown[2]


def test_a_test_file_must_hold_the_same_series(table, windows):
    table("n" + ",v" * 12, [["a1", *range(12)], ["b", *range(12)]])
    table("n,v,v", [["a", 62, 63], ["b", 12, 13]], name="test.csv")
    with pytest.raises(DataError, match=r"no series 'a1' here.*\n.*a.csv has no series a.* Did you mean 'a1'"):
        windows(layout="rows", test_path="test.csv")


def test_an_unknown_column_is_refused_with_the_nearest(table, windows):
    table("time,load", [[at, at] for at in range(20)])
    with pytest.raises(DataError, match=r"column 'laod' is not in the header.* Did you mean 'load'"):
        windows(values=["laod"], time="time")


def test_a_calendar_needs_dates(table, windows):
    table("t,x", [[at, at] for at in range(20)])
    with pytest.raises(DataError, match="has numbers for times, and a calendar needs dates"):
        windows(time="t", calendar=["day"])


@pytest.mark.parametrize(
    ("section", "what"),
    [
        ({"layout": "rows", "time": "t"}, "they are for layout: columns"),
        ({"calendar": ["day"]}, "calendar needs time"),
        ({"test_path": "b.csv", "test_size": 3}, "leave one of them out"),
    ],
)
def test_a_section_that_contradicts_itself_is_refused(section, what):
    with pytest.raises(ValidationError, match=what):
        SeriesConfig.parse({"path": "a.csv", **section})
