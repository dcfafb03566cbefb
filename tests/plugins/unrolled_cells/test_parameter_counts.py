"""How many values each recurrent cell learns, against the formulas."""

from __future__ import annotations

import pytest
import torch

import unrolled_cells
from unrolled_cells import gru, gru_simplified, lstm, rnn

X, H = 300, 100
BLOCK = (X + H) * H + H  # one gate: weights of [x, h], and a bias
GATE_OF_X = X * H + H

COUNTS = [
    ("rnn", {}, BLOCK),
    ("rnn", {"bias": False}, BLOCK - H),
    ("irnn", {}, BLOCK),
    ("ind-rnn", {}, GATE_OF_X + H),
    ("gru-simplified", {}, 2 * BLOCK),
    ("gru", {"reset": "before"}, 3 * BLOCK),
    ("gru", {}, 3 * BLOCK + H),
    ("min-gru", {}, 2 * GATE_OF_X),
    ("rhn", {"depth": 1}, 2 * BLOCK),
    ("rhn", {"depth": 3}, 2 * BLOCK + 2 * 2 * (H * H + H)),
    ("lstm", {}, 4 * BLOCK),
    ("lstm", {"bias": "two"}, 4 * BLOCK + 4 * H),
    ("peephole-lstm", {}, 4 * BLOCK + 3 * H),
    ("layer-norm-lstm", {}, 4 * BLOCK + 2 * 4 * H + 2 * H),
    ("min-lstm", {}, 3 * GATE_OF_X),
    ("slstm", {}, 4 * BLOCK),
]
TORCH = {"rnn": "RNN", "irnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
CELLS = {component.name: component for component in unrolled_cells.RECURRENT}


@pytest.mark.parametrize(("name", "fields", "count"), COUNTS)
def test_a_cell_learns_as_many_values_as_its_formula_says(build, name, fields, count):
    cell = build(CELLS[name], X, H, **fields)
    assert cell.parameter_counts["cell"] == sum(weight.numel() for weight in cell.parameters()) == count


def test_every_recurrent_cell_has_its_formula_above():
    assert {name for name, *_ in COUNTS} == set(CELLS)


@pytest.mark.parametrize(("name", "fields"), [(name, {}) for name in TORCH] + [("rnn", {"bias": False})])
def test_torchs_own_count_is_that_of_torchs_module(build, name, fields):
    peer = getattr(torch.nn, TORCH[name])(X, H, **fields)
    assert build(CELLS[name], X, H, **fields).parameter_counts["torch"] == sum(w.numel() for w in peer.parameters())


@pytest.mark.system("C12")
def test_gru_simplified_gru_and_plain_cell_learn_three_two_and_one_quarters_of_an_lstm(build):
    def learned(component, **fields):
        return build(component, X, H, **fields).parameter_counts["cell"]

    assert [learned(lstm), learned(gru, reset="before"), learned(gru_simplified), learned(rnn)] == [
        160_400,
        120_300,
        80_200,
        40_100,
    ]
