"""The lint that finds the wrong sign of the lecture's second table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.vectors import SignError, WordVectors, sign_errors

PAIRS = [("man", "woman"), ("king", "queen")]


@pytest.mark.system("E02")
def test_the_wrong_sign_of_the_second_table_is_found(features):
    table = features(king=[-0.95, 0.93, 0.70, 0.02], queen=[-0.97, 0.95, 0.69, 0.01])
    (found,) = sign_errors(table, PAIRS)
    assert found == SignError("queen", 0, pytest.approx(-0.97))


def test_a_right_table_has_no_wrong_sign(features):
    assert sign_errors(features(king=[-0.95, 0.93, 0.70, 0.02]), PAIRS) == []


def test_what_no_single_sign_mends_is_no_wrong_sign(features):
    assert sign_errors(features(), [("man", "woman"), ("king", "apple")]) == []


@given(st.integers(0, 2**32 - 1), st.integers(0, 5), st.integers(0, 1))
def test_any_one_sign_that_was_turned_is_among_those_found(seed: int, pair: int, side: int):
    random = np.random.default_rng(seed)
    relation_E = np.array([2, 0, 0, 0])
    firsts_R4 = random.uniform(-0.2, 0.2, (6, 4)) + relation_E / 2
    vectors_R2E = np.stack([firsts_R4, firsts_R4 - relation_E + random.uniform(-0.05, 0.05, (6, 4))], axis=1)
    vectors_R2E[pair, side, 0] *= -1
    names = [(f"a{row}", f"b{row}") for row in range(6)]
    table = WordVectors([word for words in names for word in words], vectors_R2E.reshape(12, 4).astype(np.float32))
    assert (names[pair][side], 0) in {(wrong.word, wrong.feature) for wrong in sign_errors(table, names)}
