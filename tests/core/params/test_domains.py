from typing import Annotated

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unrolled.params.domains import domain_of
from unrolled.ranges import Choice, Interval, Tune


@pytest.mark.parametrize(
    ("annotation", "spec", "domain"),
    [
        (Annotated[float, Tune(0.1, 9, log=True)], "tune", Interval(0.1, 9, log=True)),
        (Annotated[int, Tune(1, 4)], "tune", Interval(1, 4, whole=True)),
        (Annotated[int, Tune(1, 4)] | None, "tune", Interval(1, 4, whole=True)),
        (float, {"low": 1, "high": 3}, Interval(1.0, 3.0)),
        (int | None, {"low": 1, "high": 3}, Interval(1, 3, whole=True)),
        (int, {"low": 1, "high": 9, "log": True}, Interval(1, 9, log=True, whole=True)),
        (int, {"low": 1, "high": 9, "step": 4}, Interval(1, 9, step=4, whole=True)),
        (bool, {"choice": [True, False]}, Choice([True, False])),
        (int | None, {"choice": [None, 3]}, Choice([None, 3])),
    ],
)
def test_an_entry_says_what_a_field_is_drawn_from(annotation: object, spec: object, domain: object) -> None:
    assert domain_of(annotation, spec) == domain


@pytest.mark.parametrize(
    ("annotation", "spec", "words"),
    [
        (float, "tune", "has no range of its own; write {low: 1, high: 10}"),
        (bool, "tune", r"write \{choice: \[false, true\]\}"),
        (float, "tun", "is none of tune,"),
        (float, 3, "is none of tune,"),
        (float, None, "is none of tune,"),
        (float, {"low": 1}, "is none of tune,"),
        (float, {"low": 1, "high": 2, "steps": 1}, "is none of tune,"),
        (float, {"choice": []}, "choice is an empty range"),
        (float, {"choice": 3}, "choice is an empty range"),
        (float, {"choice": [1, 1]}, "the same value stands twice"),
        (float, {"choice": [[1]]}, "between single values"),
        (float, {"low": 2, "high": 1}, "2 to 1 is an empty range"),
        (float, {"low": 1, "high": 1}, "1 to 1 is an empty range"),
        (float, {"low": "a", "high": 1}, "low, high and step are numbers"),
        (float, {"low": False, "high": True}, "low, high and step are numbers"),
        (float, {"low": 0, "high": float("inf")}, "low, high and step are numbers"),
        (float, {"low": float("nan"), "high": 1}, "low, high and step are numbers"),
        (int, {"low": 0, "high": float("inf")}, "low, high and step are numbers"),
        (int, {"low": 1.5, "high": 3}, "takes whole numbers"),
        (float, {"low": 0, "high": 1, "log": True}, "lies above 0"),
        (float, {"low": 1, "high": 2, "log": True, "step": 1}, "has no step"),
        (float, {"low": 1, "high": 2, "log": "yes"}, "log is true or false"),
        (float, {"low": 1, "high": 2, "step": 0}, "a step is above 0"),
        (float, {"low": 0, "high": 1, "step": 1e-9}, "1,000,000 steps at most"),
        (float, {"low": 0, "high": 1, "step": 2}, "a step of 2 leads out of 0 to 1"),
        (int, {"low": 1, "high": 1e30}, "whole numbers lie within 64 bits"),
    ],
)
def test_an_entry_that_holds_nothing_to_draw_says_why(annotation: object, spec: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        domain_of(annotation, spec)


@given(low=st.integers(-50, 50), length=st.integers(1, 100), step=st.integers(1, 150), whole=st.booleans())
def test_the_largest_value_is_one_that_the_steps_reach(low: int, length: int, step: int, whole: bool) -> None:
    assume(step <= length)
    domain = domain_of(int if whole else float, {"low": low, "high": low + length, "step": step})
    assert domain.high == domain.options[-1] == low + length // step * step
