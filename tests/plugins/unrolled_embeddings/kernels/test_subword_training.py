"""Whole passes over texts of words made of parts, against the plain objective.

Shapes: R rows of words and n-grams, V vocabulary, P numbers of a padded row, C contexts.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_embeddings.kernels.noise import noise_table
from unrolled_embeddings.kernels.subword_parts import make_all_whole
from unrolled_embeddings.kernels.subword_rooms import SubwordRule, SubwordTables, subword_room
from unrolled_embeddings.kernels.subword_training import train_subwords
from unrolled_embeddings.kernels.tables import padded, rows
from unrolled_embeddings.prediction.references import loss_of_labels, mean_row

SPEC = importlib.util.spec_from_file_location("drawn_windows", Path(__file__).with_name("drawn_windows.py"))
windows = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(windows)

WORDS, GRAMS, RATE = 7, 5, 1e-4
PARTS = st.lists(
    st.lists(st.integers(WORDS, WORDS + GRAMS - 1), max_size=4), min_size=WORDS, max_size=WORDS
)  # a row may be two n-grams of a word
PIECES = st.sampled_from([1, 2, 4, windows.WHOLE])
RULES = st.builds(SubwordRule, st.integers(1, 7), st.booleans(), st.sampled_from([1, 2, 5]), st.booleans())


def tables_of(text, grams, dim):
    """Return tables of random rows; a word's parts are its own row and some of the n-grams."""
    generator = np.random.default_rng(1)
    both = rows(WORDS + GRAMS, padded(dim)), rows(WORDS, padded(dim))
    for table_RP in both:
        table_RP[:, :dim] = generator.normal(scale=0.5 / np.sqrt(dim), size=(len(table_RP), dim))
    noise_D = noise_table(np.bincount(text.words_N, minlength=WORDS).astype(float), generator)
    parts = [[word, *others] for word, others in enumerate(grams)]
    return SubwordTables(*both, noise_D, np.cumsum([0, *map(len, parts)]), np.concatenate(parts).astype(np.int32))


def run(text, tables, rule, batch, *, rate=RATE, piece=windows.WHOLE):
    """Learn from a whole text; return the room as it was left."""
    at = subword_room(rule, batch, piece, tables.rows_RP.shape[1])
    counter_1 = np.zeros(1, np.int64)
    train_subwords((0, len(text.words_N)), windows.KEY, (rate, rate), text, tables, rule, at, (0, 1), counter_1)
    return at


def parts_of(tables, word):
    return tables.parts_K[tables.starts_V1[word] : tables.starts_V1[word + 1]].tolist()


def loss(text, tables, rule, at, rows_RP, targets_VP):
    """Return what a text loses in the windows that were drawn for it."""
    total, size = (rows_RP.sum() + targets_VP.sum()) * 0, rows_RP.shape[1] * 4
    for n in range(len(text.words_N)):
        places = (at.contexts_WC[n, : at.sizes_W[n]] - at.wholes_SP.ctypes.data) // size - rule.reach
        if len(places):
            wholes_CP = torch.cat([mean_row(rows_RP[parts_of(tables, text.words_N[place])]) for place in places])
            targets = (at.targets_WT[n] - tables.targets_VP.ctypes.data) // size
            labels, rates = torch.tensor(at.labels_T[: at.width]), torch.tensor(at.rates_WT[n, : at.width])
            total = total + loss_of_labels(wholes_CP, targets_VP[targets], labels, rates)
    return total


@given(windows.SENTENCES, PARTS, RULES, st.integers(1, 300), st.integers(1, 70), PIECES)
@settings(max_examples=40)
def test_parts_move_down_the_slope_of_the_words_that_they_make(sentences, grams, rule, dim, batch, piece):
    text = windows.text_of(sentences)
    tables = tables_of(text, grams, dim)
    before = [torch.tensor(table, requires_grad=True) for table in tables[:2]]
    drawn = run(text, tables, rule, len(text.words_N))
    for table_RP, was_RP in zip(tables[:2], before, strict=True):
        table_RP[:] = was_RP.detach()
    expected = torch.autograd.grad(loss(text, tables, rule, drawn, *before), before)
    run(text, tables, rule, batch, piece=piece)
    for table_RP, was_RP, slope_RP in zip(tables[:2], before, expected, strict=True):
        moved_RP, largest = was_RP.detach().numpy() - table_RP, float(slope_RP.abs().max())
        np.testing.assert_allclose(moved_RP, slope_RP, atol=0.05 * largest + 1e-6)


@given(windows.SENTENCES, RULES, st.integers(1, 12))
@settings(max_examples=20)
def test_each_context_is_the_word_that_stands_within_reach_in_the_same_sentence(sentences, rule, batch):
    text = windows.text_of(sentences)
    rule = rule._replace(shrink=False)
    tables = tables_of(text, [[]] * WORDS, 3)
    at = run(text, tables, rule, max(batch, len(text.words_N)), rate=0.0)
    for n, (first, last) in enumerate(zip(text.starts_N, text.ends_N, strict=True)):
        near = [k for k in range(max(first, n - rule.reach), min(last, n + rule.reach + 1)) if k != n]
        addresses = [at.wholes_SP[k + rule.reach].ctypes.data for k in near]
        assert at.contexts_WC[n, : at.sizes_W[n]].tolist() == addresses


@pytest.mark.parametrize("hits", [False, True])
def test_a_noise_word_that_is_the_word_itself_is_left_out_unless_accidental_hits_are_allowed(hits):
    text = windows.text_of([[0, 1] * 50])
    tables = tables_of(text, [[]] * WORDS, 3)
    at = run(text, tables, SubwordRule(3, True, 5, hits), 100)
    size = 4 * tables.targets_VP.shape[1]
    noise_WT = (at.targets_WT[:100, 1:] - tables.targets_VP.ctypes.data) // size
    found_WT = noise_WT == text.words_N[:, None]
    assert found_WT.any()
    assert set((at.rates_WT[:100, 1 : at.width][found_WT] > 0).tolist()) == {hits}


def test_whole_words_are_the_means_of_their_parts():
    tables = tables_of(windows.text_of([[0, 1]]), [[7], [], [8, 8, 9], [], [10], [11, 7], []], 20)
    whole_VP = rows(WORDS, padded(20))
    make_all_whole(tables, whole_VP)
    expected_VP = [tables.rows_RP[parts_of(tables, word)].mean(axis=0) for word in range(WORDS)]
    np.testing.assert_allclose(whole_VP, expected_VP, atol=1e-6)
