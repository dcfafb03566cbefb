"""Noise that a batch of windows shares, against the plain objective and against the compiled loops.

Shapes: R rows, K noise words, V vocabulary, P numbers of a row.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.lanes import LANES
from unrolled_embeddings.kernels.steps import find_logits, find_slopes, follow_slopes
from unrolled_embeddings.kernels.windows import draw
from unrolled_embeddings.prediction.noise_products import Noise, learn_from_noise
from unrolled_embeddings.prediction.references import loss_of_labels, mean_row
from unrolled_embeddings.prediction.window_batches import Stretch, batches

SPEC = importlib.util.spec_from_file_location("drawn", Path(__file__).parents[1] / "kernels" / "drawn_windows.py")
windows = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(windows)

RULES = windows.RULES.filter(lambda rule: rule.negatives and not rule.own_noise)
RATE = 1e-3


def learned(text, tables, rule, noise_K, size):
    """Return the tables after one batch of the first windows by products."""
    both = [torch.tensor(table).float() for table in windows.whole(tables)]
    noise = Noise(tables.noise_D[: tables.draws], rule.negatives, rule.accidental_hits)
    for batch in batches(Stretch(text, size, windows.KEY, (RATE, RATE)), size, rule):
        learn_from_noise(*both, batch, noise_K, noise)
    return [table.numpy() for table in both]


def compare(found, expected, before, tolerance):
    for found_VP, expected_VP, was_VP in zip(found, expected, before, strict=True):
        moved_VP = expected_VP - was_VP
        np.testing.assert_allclose(found_VP - was_VP, moved_VP, atol=tolerance * max(RATE, np.abs(moved_VP).max()))


@given(windows.SENTENCES, RULES, st.integers(1, 300), st.lists(st.integers(0, 6), min_size=1, max_size=9))
@settings(max_examples=25)
def test_a_batch_goes_down_the_slope_of_its_loss_with_each_noise_word_a_share_of_one(sentences, rule, dim, noise):
    text = windows.text_of([*sentences, range(7)])
    tables, size = windows.tables_of(text, dim, scale=0.5 / np.sqrt(dim)), len(text.words_N)
    before = [torch.tensor(table, requires_grad=True) for table in windows.whole(tables)]
    loss, at = sum(table_VP.sum() * 0 for table_VP in before), windows.place(tables, rule)
    for n in range(size):
        contexts, word = windows.drawn(n, text, tables, rule, into=at).contexts, int(text.words_N[n])
        if contexts:
            rows_RP = mean_row(before[0][contexts]) if rule.mean else before[0][contexts]
            share = rule.negatives / len(noise)
            weights = [1.0, *(share if rule.accidental_hits or other != word else 0.0 for other in noise)]
            labels = torch.tensor([1.0] + [0.0] * len(noise))
            loss = loss + loss_of_labels(rows_RP, before[1][[word, *noise]], labels, torch.tensor(weights))
    slopes = torch.autograd.grad(loss, before)
    expected = [(was - RATE * slope).detach().numpy() for was, slope in zip(before, slopes, strict=True)]
    found = learned(text, tables, rule, np.array(noise), size)
    compare(found, expected, windows.whole(tables), 1e-3)


@given(windows.SENTENCES, RULES, st.integers(1, 300), st.data())
@settings(max_examples=40)
def test_a_batch_moves_as_the_loops_move_it_with_the_same_noise(sentences, rule, dim, data):
    text = windows.text_of([*sentences, range(7)])
    tables, size = windows.tables_of(text, dim, scale=0.5 / np.sqrt(dim)), min(8, len(text.words_N))
    noise_K = np.array(data.draw(st.lists(st.integers(0, 6), min_size=rule.negatives, max_size=rule.negatives)))
    before = windows.whole(tables)
    found = learned(text, tables, rule, noise_K, size)
    at = windows.place(tables, rule, size)
    for n in range(size):
        draw(n, n, np.uint64(windows.KEY), np.float32(RATE), text, tables, rule, at)
        words = np.array([text.words_N[n], *noise_K])
        for part, table_VP in enumerate(tables.targets_GVP):
            at.targets_GWT[part, n, : len(words)] = table_VP.ctypes.data + table_VP.strides[0] * words
        at.rates_WT[n, 1 : len(words)] = RATE * (rule.accidental_hits | (noise_K != words[0]))
    registers_G = tables.numbers_G // LANES
    for n in range(size):
        for part, registers in enumerate(registers_G):
            find_logits(n, 0, part, registers, rule, at)
        find_slopes(n, 0, rule, at)
    for n in range(size):
        for part, registers in enumerate(registers_G):
            follow_slopes(n, 0, part, 0, registers, 0, rule, at)
    compare(found, windows.whole(tables), before, 0.03)


def test_noise_is_a_stretch_of_the_table_as_long_as_the_windows_draw_and_wraps_around():
    text, rule = windows.text_of([[0, 1, 0]]), windows.rule_of(shrink=False)
    (batch,) = batches(Stretch(text, 3, windows.KEY, (RATE, RATE)), 3, rule)
    words_D = np.arange(8, dtype=np.int32)
    drawn_K = Noise(words_D, 5, accidental_hits=False).draw(batch)
    assert len(drawn_K) == 15
    assert (np.diff(drawn_K) % 8 == 1).all()
