"""Whole passes over texts against the plain objectives, a window or a batch of windows at a time.

Shapes: P pairs of a window and a context, L nodes of a path, V vocabulary, E embedding.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.training import train
from unrolled_embeddings.prediction.references import loss_of_labels

SPEC = importlib.util.spec_from_file_location("drawn_windows", Path(__file__).with_name("drawn_windows.py"))
windows = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(windows)


def run(text, tables, rule, rate, batch, piece=windows.WHOLE):
    """Learn from a whole text by the compiled loop."""
    at = windows.place(tables, rule, batch, piece)
    size, counter_1 = len(text.words_N), np.zeros(1, np.int64)
    train((0, size), windows.KEY, (rate, rate), text, tables, rule, at, (0, 1), counter_1)


def descend(both, loss):
    """Take the slope of a loss off two tables."""
    for table_VE, slope_VE in zip(both, torch.autograd.grad(loss, both), strict=True):
        table_VE.data -= slope_VE


def compare(tables, before, both):
    for table_VE, was_VE, other_VE in zip(windows.whole(tables), before, both, strict=True):
        moved_VE = other_VE.detach().numpy() - was_VE
        np.testing.assert_allclose(table_VE - was_VE, moved_VE, atol=1e-6 + 0.02 * np.abs(moved_VE).max())


SIZES = st.tuples(st.sampled_from([1, 2, 5]), st.sampled_from([1, 2, 4, windows.WHOLE]))


@given(windows.SENTENCES, windows.RULES, st.integers(1, 300), SIZES, st.booleans())
@settings(max_examples=60)
def test_a_pass_over_a_text_goes_down_the_slopes_of_the_pieces_of_its_batches(sentences, rule, dim, sizes, split):
    batch, piece = sizes
    text, rate = windows.text_of(sentences), 1e-3
    tables = windows.tables_of(text, dim, scale=0.5 / np.sqrt(dim), split=split)
    before = windows.whole(tables)
    both = [torch.tensor(table, requires_grad=True) for table in before]
    at = windows.place(tables, rule)
    for start in range(0, len(text.words_N), batch):
        places = range(start, min(start + batch, len(text.words_N)))
        drawn = [windows.drawn(n, text, tables, rule, rate=rate, into=at) for n in places]
        for part in windows.pieces(drawn, piece, rule):
            descend(both, sum(windows.loss(window, *both, rule) for window in part))
    run(text, tables, rule, rate, batch, piece)
    compare(tables, before, both)


def test_a_sentence_of_a_hundred_thousand_words_is_one_sentence():
    words, rate, batch, reach = 100_000, 1e-5, 250, 2
    text = windows.text_of([np.random.default_rng(0).integers(0, 20, words)])
    rule = windows.rule_of(reach=reach, shrink=False, negatives=0)
    tables = windows.tables_of(text, 4)
    before = windows.whole(tables)
    both = [torch.tensor(table, requires_grad=True) for table in before]
    lengths_V = np.diff(tables.starts_V1)
    steps_VL = np.minimum(np.arange(lengths_V.max()), lengths_V[:, None] - 1) + tables.starts_V1[:-1, None]
    weights_VL = torch.tensor(rate * (np.arange(lengths_V.max()) < lengths_V[:, None]))
    for start in range(0, words, batch):
        places, away = np.arange(start, start + batch)[:, None], np.array([-2, -1, 1, 2])
        inside = (places + away >= 0) & (places + away < words)
        contexts_P, words_P = text.words_N[(places + away)[inside]], text.words_N[(places + 0 * away)[inside]]
        nodes_PL, labels_PL = (torch.tensor(part[steps_VL[words_P]]) for part in (tables.nodes_L, tables.labels_L))
        rows_P1E, targets_PLE = both[0][contexts_P].unsqueeze(1), both[1][nodes_PL]
        descend(both, loss_of_labels(rows_P1E, targets_PLE, labels_PL, weights_VL[words_P]))
    run(text, tables, rule, rate, batch)
    compare(tables, before, both)


def test_the_learning_rate_falls_in_a_straight_line_from_batch_to_batch():
    text, rule = windows.text_of([[0, 1, 2, 3]]), windows.rule_of(negatives=0)
    tables, other = (windows.tables_of(text, 8) for _ in range(2))
    at = windows.place(tables, rule, 2)
    train((0, 4), windows.KEY, (1e-2, 5e-3), text, tables, rule, at, (0, 1), np.zeros(1, np.int64))
    for first, rate in ((0, 1e-2), (2, 7.5e-3)):
        train((first, first + 2), windows.KEY, (rate, rate), text, other, rule, at, (0, 1), np.zeros(1, np.int64))
    for table_GVP, other_GVP in zip(tables[:2], other[:2], strict=True):
        np.testing.assert_allclose(table_GVP, other_GVP, atol=1e-7)
