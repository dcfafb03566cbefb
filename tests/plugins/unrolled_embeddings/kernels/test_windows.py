"""Windows against the definition, and a window's moves against autograd.

Shapes: N words, V vocabulary, P numbers of a padded row, C contexts, T targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import logsigmoid

from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.noise import noise_table
from unrolled_embeddings.kernels.paths import huffman
from unrolled_embeddings.kernels.rooms import Room, Rule, Tables, Text, padded, room, rows
from unrolled_embeddings.kernels.windows import draw, find_slopes, follow_slopes

KEY = np.uint64(7)


def text_of(sentences):
    """Return the words of sentences with their bounds."""
    lengths = [len(sentence) for sentence in sentences]
    ends = np.cumsum(lengths).astype(np.int32)
    words = np.array([word for sentence in sentences for word in sentence], np.int32)
    return Text(words, np.repeat(ends - lengths, lengths).astype(np.int32), np.repeat(ends, lengths).astype(np.int32))


def tables_of(text, dim, *, scale=0.5, vocab_size=None):
    """Return tables of random rows, their padding zero, with noise and paths of the text's own counts."""
    generator = np.random.default_rng(1)
    counts_V = np.bincount(text.words_N, minlength=vocab_size or 0)
    both = [rows(len(counts_V), padded(dim)) for _ in range(2)]
    for table_VP in both:
        table_VP[:, :dim] = generator.normal(scale=scale, size=(len(counts_V), dim))
    return Tables(*both, noise_table(counts_V.astype(float), generator), *huffman(counts_V))


def rule_of(**values):
    return Rule(
        **{
            "reach": 3,
            "shrink": True,
            "negatives": 5,
            "own_noise": False,
            "accidental_hits": False,
            "mean": False,
            **values,
        }
    )


SENTENCES = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=12), min_size=1, max_size=5)
RULES = st.builds(
    rule_of,
    reach=st.integers(1, 7),
    shrink=st.booleans(),
    negatives=st.sampled_from([0, 1, 2, 5, 8]),
    own_noise=st.booleans(),
    accidental_hits=st.booleans(),
    mean=st.booleans(),
).map(lambda rule: rule._replace(own_noise=rule.own_noise and bool(rule.negatives) and not rule.mean))


@dataclass
class Drawn:
    """A window: rows of contexts, rows of each set of targets, their labels and rates."""

    contexts: list[int]
    sets: list[tuple[list[int], list[float], list[float]]]


def longest_path(tables):
    return int(np.diff(tables.starts_V1).max())


def place(tables, rule, windows=1) -> Room:
    return room(rule, windows, tables.words_VP.shape[1], longest_path(tables))


def drawn(n, text, tables, rule, *, rate=1e-3, into=None) -> Drawn:
    """Draw a window and read it from the room."""
    at = into or place(tables, rule)
    draw(0, n, KEY, np.float32(rate), text, tables, rule, at)
    size = 4 * tables.words_VP.shape[1]
    contexts = ((at.contexts_WC[0, : at.sizes_W[0]] - tables.words_VP.ctypes.data) // size).tolist()
    width = int(at.widths_W[0])
    sets = []
    for start in range(0, width * (len(contexts) if rule.own_noise else 1), width):
        part = slice(start, start + width)
        targets = (at.targets_WT[0, part] - tables.targets_VP.ctypes.data) // size
        sets.append((targets.tolist(), at.labels_WT[0, part].tolist(), at.rates_WT[0, part].tolist()))
    return Drawn(contexts, sets)


def followed(n, text, tables, rule, *, rate=1e-3) -> Drawn:
    """Draw a window and move its rows."""
    at = place(tables, rule)
    window = drawn(n, text, tables, rule, rate=rate, into=at)
    find_slopes(0, rule, at)
    follow_slopes(0, 0, at.means_WP.shape[1] // LANES, rule, at)
    return window


def objective(window: Drawn, words_VP, targets_VP, rule) -> torch.Tensor:
    """Return what a window adds to the log-likelihood, as the papers write it."""
    contexts_CP = words_VP[window.contexts]
    if rule.mean and window.contexts:
        contexts_CP = contexts_CP.mean(0, keepdim=True)
    total = (words_VP.sum() + targets_VP.sum()) * 0
    for k, (targets, labels, rates) in enumerate(window.sets):
        rows_CP = contexts_CP[k : k + 1] if rule.own_noise else contexts_CP
        signs_T = 2 * torch.tensor(labels, dtype=torch.float64) - 1
        counted_T = torch.tensor(rates) > 0
        logits_CT = rows_CP @ targets_VP[targets].T
        total = total + (logsigmoid(signs_T * logits_CT) * counted_T).sum()
    return total


@pytest.mark.system("E07")
def test_a_window_of_five_holds_the_words_up_to_five_away_and_one_of_ten_admits_the_sixth():
    words = ["i", "want", "a", "glass", "of", "orange", "juice", "to", "go", "along", "with", "my", "cereal"]
    text = text_of([range(len(words))])
    tables, orange = tables_of(text, 4), words.index("orange")
    near = {words[k] for k in drawn(orange, text, tables, rule_of(reach=5, shrink=False)).contexts}
    far = {words[k] for k in drawn(orange, text, tables, rule_of(reach=10, shrink=False)).contexts}
    assert {"juice", "glass", "go"} <= near
    assert "my" not in near
    assert "my" in far


@given(SENTENCES, st.integers(1, 6))
@settings(max_examples=50)
def test_a_fixed_window_is_all_words_within_reach_in_the_same_sentence(sentences, reach):
    text = text_of(sentences)
    tables, rule = tables_of(text, 4), rule_of(reach=reach, shrink=False)
    n = 0
    for sentence in sentences:
        for k in range(len(sentence)):
            expected = [*sentence[max(0, k - reach) : k], *sentence[k + 1 : k + 1 + reach]]
            assert drawn(n, text, tables, rule).contexts == expected
            n += 1


def test_a_shrinking_window_draws_each_reach_alike_often():
    text = text_of([[0] * 5001])
    tables, rule = tables_of(text, 4), rule_of(reach=5)
    sizes = [len(drawn(n, text, tables, rule).contexts) for n in range(5, 4996)]
    counts = np.bincount(sizes, minlength=11)
    assert set(np.flatnonzero(counts)) == {2, 4, 6, 8, 10}
    assert np.abs(counts[[2, 4, 6, 8, 10]] / 4991 - 0.2).max() < 0.03


@pytest.mark.system("E10")
@pytest.mark.parametrize("hits", [False, True])
def test_a_noise_word_that_is_the_word_itself_is_left_out_unless_accidental_hits_are_allowed(hits):
    text = text_of([[0, 1] * 50])
    tables, rule = tables_of(text, 4), rule_of(accidental_hits=hits)
    rates = [
        rate
        for n in range(100)
        for targets, labels, found in drawn(n, text, tables, rule).sets
        for target, label, rate in zip(targets[:6], labels, found, strict=False)
        if label == 0 and target == text.words_N[n]
    ]
    assert rates
    assert {rate > 0 for rate in rates} == {hits}


@given(SENTENCES, RULES, st.integers(1, 40), st.data())
@settings(max_examples=150, deadline=None)
def test_a_window_moves_by_the_gradient_of_its_objective_whatever_stands_twice_in_it(sentences, rule, dim, data):
    text = text_of(sentences)
    tables = tables_of(text, dim, scale=0.5 / np.sqrt(dim))
    before = [torch.tensor(table.astype(np.float64), requires_grad=True) for table in tables[:2]]
    n, rate = data.draw(st.integers(0, len(text.words_N) - 1)), 1e-3
    window = followed(n, text, tables, rule, rate=rate)
    expected = torch.autograd.grad(objective(window, *before, rule), before)
    for k, (table_VP, was_VP, slope_VP) in enumerate(zip(tables[:2], before, expected, strict=True)):
        # A context of cbow moves as far as the mean does.
        whole_VP = slope_VP * (max(len(window.contexts), 1) if rule.mean and k == 0 else 1)
        moved_VP = (table_VP - was_VP.detach().numpy()) / rate
        np.testing.assert_allclose(moved_VP, whole_VP, atol=0.02 * max(1.0, float(whole_VP.abs().max())))


def test_slopes_are_those_of_the_rows_as_they_are():
    text = text_of([[0, 1, 2, 3, 4, 5, 6]])
    rule = rule_of(shrink=False)
    tables = tables_of(text, 20)
    at = place(tables, rule)
    window = drawn(3, text, tables, rule, rate=0.5, into=at)
    find_slopes(0, rule, at)
    targets, labels, rates = window.sets[0]
    logits_TC = tables.targets_VP[targets] @ tables.words_VP[window.contexts].T
    slopes_TC = (np.array(labels)[:, None] - 1 / (1 + np.exp(-logits_TC))) * np.array(rates)[:, None]
    # Contexts are taken four, two or one at a time, against six targets.
    found = at.slopes_WX[0, : slopes_TC.size]
    np.testing.assert_allclose(np.sort(found), np.sort(slopes_TC.ravel()), atol=1e-6)


def test_a_row_that_is_not_finite_gives_slopes_that_are_not():
    text = text_of([[0, 1, 2]])
    tables, rule = tables_of(text, 8), rule_of(shrink=False)
    tables.words_VP[0, 0] = np.nan
    followed(1, text, tables, rule)
    assert np.isnan(tables.targets_VP[1]).any()
