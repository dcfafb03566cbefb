import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.ranges import Choice, Interval, Tune


@pytest.mark.parametrize(("low", "high", "log"), [(2, 1, False), (1, 1, False), (0, 1, True), (-1, 1, True)])
def test_a_range_that_holds_nothing_is_refused_where_it_is_declared(low: float, high: float, log: bool) -> None:
    with pytest.raises(ValueError, match="is an empty range"):
        Tune(low, high, log=log)


@given(low=st.integers(-1000, 1000), width=st.integers(1, 50), count=st.integers(0, 60), tenths=st.integers(1, 3))
def test_stepped_numbers_are_what_a_person_would_write(low: int, width: int, count: int, tenths: int) -> None:
    unit = 10**tenths
    interval = Interval(low / unit, (low + width * count) / unit, step=width / unit)
    assert interval.options == [(low + width * index) / unit for index in range(count + 1)]


@given(low=st.floats(-10, 10), length=st.floats(0.01, 10), step=st.floats(0.01, 10))
def test_stepped_numbers_never_leave_the_interval(low: float, length: float, step: float) -> None:
    interval = Interval(low, low + length, step=step)
    assert interval.options[0] == low
    assert max(interval.options) <= interval.high


@given(low=st.integers(-100, 100), length=st.integers(1, 100), step=st.integers(1, 30))
def test_whole_numbers_can_be_counted_and_are_whole(low: int, length: int, step: int) -> None:
    options = Interval(low, low + length, step=step, whole=True).options
    assert list(options) == list(range(low, low + length + 1, step))


def test_a_wide_range_of_whole_numbers_is_not_written_out() -> None:
    assert len(Interval(1, 10**15, whole=True).options) == 10**15


@pytest.mark.parametrize("interval", [Interval(0, 1), Interval(1, 9, log=True), Interval(1, 9, log=True, whole=True)])
def test_what_is_drawn_evenly_without_steps_cannot_be_counted(interval: Interval) -> None:
    assert interval.options is None


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        (Interval(1e-4, 0.1, log=True), "0.0001 to 0.1, log"),
        (Interval(2, 8, step=2, whole=True), "2 to 8, step 2, whole"),
        (Choice(["lstm", "gru"]), "lstm | gru"),
    ],
)
def test_a_table_shows_what_a_value_is_drawn_from(domain: Interval | Choice, shown: str) -> None:
    assert str(domain) == shown
