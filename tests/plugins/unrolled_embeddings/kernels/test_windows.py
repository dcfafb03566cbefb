"""Windows against the definition, and a window's moves against autograd.

Shapes: N words, V vocabulary, P numbers of all parts, C contexts, T targets.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.steps import find_logits, find_slopes, follow_slopes

SPEC = importlib.util.spec_from_file_location("drawn_windows", Path(__file__).with_name("drawn_windows.py"))
windows = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(windows)


def sloped(tables, rule, at):
    """Find the slopes of the window at work."""
    for part, numbers in enumerate(tables.numbers_G):
        find_logits(0, 0, part, numbers // LANES, rule, at)
    find_slopes(0, 0, rule, at)


def followed(n, text, tables, rule, *, rate=1e-3) -> windows.Drawn:
    """Draw a window and move its rows."""
    at = windows.place(tables, rule)
    window = windows.drawn(n, text, tables, rule, rate=rate, into=at)
    sloped(tables, rule, at)
    for part, numbers in enumerate(tables.numbers_G):
        follow_slopes(0, 0, part, 0, numbers // LANES, 0, rule, at)
    return window


@pytest.mark.system("E07")
def test_a_window_of_five_holds_the_words_up_to_five_away_and_one_of_ten_admits_the_sixth():
    words = ["i", "want", "a", "glass", "of", "orange", "juice", "to", "go", "along", "with", "my", "cereal"]
    text = windows.text_of([range(len(words))])
    tables, orange = windows.tables_of(text, 4), words.index("orange")
    near = {words[k] for k in windows.drawn(orange, text, tables, windows.rule_of(reach=5, shrink=False)).contexts}
    far = {words[k] for k in windows.drawn(orange, text, tables, windows.rule_of(reach=10, shrink=False)).contexts}
    assert {"juice", "glass", "go"} <= near
    assert "my" not in near
    assert "my" in far


@given(windows.SENTENCES, st.integers(1, 6))
@settings(max_examples=50)
def test_a_fixed_window_is_all_words_within_reach_in_the_same_sentence(sentences, reach):
    text = windows.text_of(sentences)
    tables, rule = windows.tables_of(text, 4), windows.rule_of(reach=reach, shrink=False)
    n = 0
    for sentence in sentences:
        for k in range(len(sentence)):
            expected = [*sentence[max(0, k - reach) : k], *sentence[k + 1 : k + 1 + reach]]
            assert windows.drawn(n, text, tables, rule).contexts == expected
            n += 1


def test_a_shrinking_window_draws_each_reach_alike_often():
    text = windows.text_of([[0] * 5001])
    tables, rule = windows.tables_of(text, 4), windows.rule_of(reach=5)
    sizes = [len(windows.drawn(n, text, tables, rule).contexts) for n in range(5, 4996)]
    counts = np.bincount(sizes, minlength=11)
    assert set(np.flatnonzero(counts)) == {2, 4, 6, 8, 10}
    assert np.abs(counts[[2, 4, 6, 8, 10]] / 4991 - 0.2).max() < 0.03


@pytest.mark.system("E10")
@pytest.mark.parametrize("hits", [False, True])
def test_a_noise_word_that_is_the_word_itself_is_left_out_unless_accidental_hits_are_allowed(hits):
    text = windows.text_of([[0, 1] * 50])
    tables, rule = windows.tables_of(text, 4), windows.rule_of(accidental_hits=hits)
    rates = [
        rate
        for n in range(100)
        for targets, labels, found in windows.drawn(n, text, tables, rule).sets
        for target, label, rate in zip(targets[:6], labels, found, strict=False)
        if label == 0 and target == text.words_N[n]
    ]
    assert rates
    assert {rate > 0 for rate in rates} == {hits}


@given(windows.SENTENCES, windows.RULES, st.integers(1, 40), st.data())
@settings(max_examples=150, deadline=None)
def test_a_window_moves_down_the_slope_of_its_loss_whatever_stands_twice_in_it(sentences, rule, dim, data):
    text = windows.text_of(sentences)
    tables = windows.tables_of(text, dim, scale=0.5 / np.sqrt(dim))
    before = [torch.tensor(table, requires_grad=True) for table in windows.whole(tables)]
    n, rate = data.draw(st.integers(0, len(text.words_N) - 1)), 1e-3
    window = followed(n, text, tables, rule, rate=rate)
    expected = torch.autograd.grad(windows.loss(window, *before, rule), before)
    for table_VP, was_VP, slope_VP in zip(windows.whole(tables), before, expected, strict=True):
        moved_VP = table_VP - was_VP.detach().numpy()
        np.testing.assert_allclose(moved_VP, -slope_VP, atol=0.02 * max(rate, float(slope_VP.abs().max())))


def test_slopes_are_those_of_the_rows_as_they_are():
    text = windows.text_of([[0, 1, 2, 3, 4, 5, 6]])
    rule = windows.rule_of(shrink=False)
    tables = windows.tables_of(text, 20)
    at = windows.place(tables, rule)
    window = windows.drawn(3, text, tables, rule, rate=0.5, into=at)
    sloped(tables, rule, at)
    targets, labels, rates = window.sets[0]
    words_VP, targets_VP = windows.whole(tables)
    logits_TC = targets_VP[targets] @ words_VP[window.contexts].T
    slopes_TC = (np.array(labels)[:, None] - 1 / (1 + np.exp(-logits_TC))) * np.array(rates)[:, None]
    # Contexts are taken four, two or one at a time, against six targets.
    found = at.slopes_WX[0, : slopes_TC.size]
    np.testing.assert_allclose(np.sort(found), np.sort(slopes_TC.ravel()), atol=1e-6)


def test_a_row_that_is_not_finite_gives_slopes_that_are_not():
    text = windows.text_of([[0, 1, 2]])
    tables, rule = windows.tables_of(text, 8), windows.rule_of(shrink=False)
    tables.words_GVP[0, 0, 0] = np.nan
    followed(1, text, tables, rule)
    assert np.isnan(tables.targets_GVP[0, 1]).any()
