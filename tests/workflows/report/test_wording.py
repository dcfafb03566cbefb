from __future__ import annotations

import math

import pytest

from unrolled_workflows.report.wording import flatten, number, visible


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (0.78512, "0.785"),
        (-0.5, "-0.500"),
        (92.346, "92.35"),
        (310.26, "310.3"),
        (12345.6, "12,346"),
        (0.00012, "1.20e-04"),
        (1066, "1,066"),
        (math.inf, "not finite"),
    ],
)
def test_a_number_has_the_decimals_that_matter(value, text):
    assert number(value) == text


def test_control_characters_are_shown_and_lines_are_kept():
    assert visible("a\x00b\x1bc\rd\ne\tf\x7f\ud800") == "a\u2400b\u241bc\u240dd\ne\tf\u2421\ufffd"


def test_nested_values_are_named_by_their_path():
    values = {"cell": {"name": "lstm", "size": 8}, "clip": None, "plugins": ["./a.py"], "seeds": {}, "on": True}
    assert list(flatten(values)) == [
        ("cell.name", "lstm"),
        ("cell.size", "8"),
        ("clip", "null"),
        ("plugins", '["./a.py"]'),
        ("seeds", "{}"),
        ("on", "true"),
    ]
