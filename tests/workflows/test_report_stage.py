"""What the report stage hands to the page."""

from __future__ import annotations

import pytest

from unrolled_workflows.stages.report import _written


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["two", "words"], "two words"),
        (["en_US", "J", "u", "l", "y"], "en_US July"),
        (["A", "C", "G", "T"], "ACGT"),
        (["en_US"], "en_US"),
    ],
)
def test_letters_are_written_together_and_words_apart(tokens, text):
    assert _written(tokens) == text
