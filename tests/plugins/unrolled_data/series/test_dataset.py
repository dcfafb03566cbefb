"""Windows of series, and the splits that they belong to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from unrolled import DataError
from unrolled_data import SeriesConfig
from unrolled_data.series.scaling import Scale
from unrolled_data.series.splitting import Borders
from unrolled_data.series.values import Series

SPLITS = ("train", "validation", "test")


def flat(examples, field):
    return [example[field][:, 0].tolist() for example in examples]


def test_the_first_horizon_of_a_split_begins_with_the_split(table, windows):
    table("x", [[at] for at in range(20)])
    splits = windows()
    assert [splits[name][0]["input"][:, 0].tolist() for name in SPLITS] == [[0, 1, 2], [9, 10, 11], [13, 14, 15]]
    assert [splits[name][0]["target"][:, 0].tolist() for name in SPLITS] == [[3, 4], [12, 13], [16, 17]]
    assert [splits[name][-1]["target"][:, 0].tolist() for name in SPLITS] == [[10, 11], [14, 15], [18, 19]]


@given(
    steps=st.integers(20, 60),
    length=st.integers(1, 4),
    horizon=st.integers(1, 4),
    sizes=st.tuples(st.integers(4, 8), st.integers(4, 8)),
)
def test_no_step_is_a_target_of_two_splits_and_training_never_sees_what_follows(steps, length, horizon, sizes):
    validation, test = sizes
    config = SeriesConfig(
        path="a", length=length, horizon=horizon, validation_size=validation, test_size=test, train_size=None
    )
    if steps - validation - test < length + horizon:
        return
    spans = Borders.of(Series("", ("x",), [[0.0]] * steps), config).spans(length)
    targets = [set(range(start + length, end)) for start, end in spans.values()]
    assert not targets[0] & targets[1] | targets[1] & targets[2] | targets[0] & targets[2]
    assert max(range(*spans["train"])) < min(targets[1]) < max(targets[1]) < min(targets[2])
    assert len(targets[1]) == validation
    assert len(targets[2]) == test


def test_sizes_are_steps_or_shares_and_what_lies_behind_the_test_split_is_left_out(table, windows):
    table("x", [[at] for at in range(40)])
    splits = windows(train_size=10, validation_size=0.1, test_size=0.2)
    assert [len(splits[name]) for name in SPLITS] == [10 - 4, 4 - 1, 8 - 1]
    assert splits["test"][-1]["target"][-1, 0] == 21


def test_a_stride_leaves_out_what_lies_between(table, windows):
    table("x", [[at] for at in range(20)])
    assert [values[0] for values in flat(windows(stride=3)["train"], "input")] == [0, 3, 6]


def test_examples_share_the_memory_of_their_series(table, windows):
    table("x", [[at] for at in range(20)])
    first, second, *_ = windows()["train"]
    assert np.shares_memory(first["input"], second["input"])


def test_altering_what_is_held_out_leaves_the_scale_and_the_training_examples_as_they_are(table, windows):
    steps = [[at % 5, at % 3] for at in range(20)]
    found = []
    for held_out in (7, 1e6):
        table("x,y", [*steps[:12], *[[held_out, -held_out]] * 8])
        found.append(windows(scale="standard"))
    one, other = ([example["input"].tolist() for example in each["train"]] for each in found)
    assert one == other
    assert found[0]["test"][0]["target"].tolist() != found[1]["test"][0]["target"].tolist()


def test_training_steps_get_mean_0_and_deviation_1_column_by_column(table, windows):
    table("x,y", [[at, 1000 * at] for at in range(20)])
    train = windows(scale="standard", length=11, horizon=1)["train"]
    whole_TC = np.concatenate([train[0]["input"], train[0]["target"]])
    assert np.allclose(whole_TC.mean(0), 0, atol=1e-6)
    assert np.allclose(whole_TC.std(0), 1)


def test_a_constant_column_becomes_zeros():
    x_TC = np.full((5, 1), 0.1)
    assert Scale.fitted(x_TC).applied(x_TC).tolist() == [[0.0]] * 5


def test_columns_apart_are_examples_of_their_own_with_their_names(table, windows):
    table("x,y", [[at, -at] for at in range(20)])
    train = windows(channels="each", name_series=True)["train"]
    assert [example["series"] for example in train] == ["x"] * 8 + ["y"] * 8
    assert train[8]["input"].tolist() == [[0.0], [-1.0], [-2.0]]


def test_what_is_known_beforehand_stands_behind_the_values_and_along_the_horizon(table, windows):
    table("x,holiday", [[at, at % 2] for at in range(20)])
    first = windows(covariates=["holiday"])["train"][0]
    assert first["input"].tolist() == [[0, 0], [1, 1], [2, 0]]
    assert first["target"].tolist() == [[3], [4]]
    assert first["covariates"].tolist() == [[1], [0]]


def test_a_calendar_says_where_in_the_day_and_the_week_a_step_lies(table, windows):
    table("t,x", [[f"2024-01-{1 + at // 4:02}T{at % 4 * 6:02}:00", at] for at in range(40)])  # from a Monday on
    known_PK = windows(time="t", calendar=["day", "week"])["train"][0]["covariates"]
    quarter, week = 2 * np.pi / 4, 2 * np.pi / 28
    expected = [[np.sin(3 * quarter), np.cos(3 * quarter), np.sin(3 * week), np.cos(3 * week)], [0, 1]]
    assert np.allclose(known_PK[0], expected[0], atol=1e-6)
    assert np.allclose(known_PK[1, :2], expected[1], atol=1e-6)


@pytest.mark.parametrize("layout", ["columns", "rows"])
def test_series_of_many_lengths_are_split_each_by_itself(table, windows, layout):
    lengths = {"a": 15, "b": 20}
    if layout == "rows":
        blank = [""] * 5
        table("name" + ",v" * 20, [["a", *range(15), *blank], ["b", *range(100, 120)]])
    else:
        table(
            "name,x", [[name, at + 100 * (name == "b")] for at in range(20) for name in lengths if at < lengths[name]]
        )
    section = {"layout": "rows"} if layout == "rows" else {"series": "name"}
    splits = windows(**section, name_series=True)
    assert [example["series"] for example in splits["test"]] == ["a"] * 3 + ["b"] * 3
    assert [values[0] for values in flat(splits["test"], "target")] == [11, 12, 13, 116, 117, 118]


def test_the_steps_of_a_test_file_follow_by_name(table, windows):
    table("name" + ",v" * 12, [["b", *range(12)], ["a", *range(50, 62)]])
    table("name,v,v", [["a", 62, 63], ["b", 12, 13]], name="test.csv")
    splits = windows(layout="rows", test_path="test.csv")
    assert flat(splits["test"], "target") == [[12, 13], [62, 63]]
    assert flat(splits["test"], "input") == [[9, 10, 11], [59, 60, 61]]
    assert flat(splits["validation"], "target")[-1] == [60, 61]


def test_a_gap_takes_the_value_of_the_step_before_where_that_is_asked_for(table, windows):
    table("x,y", [[at, at if at % 4 else "NA"] for at in range(1, 21)])
    values = windows(missing="previous", length=11, horizon=1)["train"][0]["input"][:, 1].tolist()
    assert values == [1, 2, 3, 3, 5, 6, 7, 7, 9, 10, 11]


def test_digits_alone_are_numbers_though_some_could_be_dates(table, windows):
    table("t,x", [[1_388_534_400_000 + 3_600_000 * at, at] for at in range(400)])  # milliseconds of 2014
    splits = windows(time="t")
    assert sum(len(examples) for examples in splits.values()) > 390 - 3 * 4


def test_a_test_file_whose_numbers_do_not_follow_is_refused(table, windows):
    table("t,x", [[100 + at, at] for at in range(20)])
    table("t,x", [[at, at] for at in range(10)], name="test.csv")
    with pytest.raises(DataError, match=r"starts at 0\.0, where the series that it follows ends at 119\.0"):
        windows(time="t", test_path="test.csv")


def test_two_series_of_one_name_are_refused(table, windows):
    table("name,b c,c", [[name, at, at] for at in range(20) for name in ("a", "a b")])
    with pytest.raises(DataError, match="examples of several series would be called a b c"):
        windows(series="name", channels="each", name_series=True)
    assert windows(series="name", channels="each")


@pytest.mark.parametrize("size", ["train_size", "test_size"])
def test_what_a_file_of_its_own_decides_is_not_given_as_a_size(size: str) -> None:
    with pytest.raises(ValidationError, match=f"{size} is what"):
        SeriesConfig.parse({"path": "a.csv", "test_path": "b.csv", size: 10})
