"""How long memories keep before anything is learned."""

from __future__ import annotations

import pytest
import torch
from pydantic import ValidationError

from unrolled_cells import layer_norm_lstm, lstm, min_lstm, peephole_lstm, slstm

KINDS = {"lstm": lstm, "peephole": peephole_lstm, "layer-norm": layer_norm_lstm, "min": min_lstm, "slstm": slstm}


@pytest.mark.parametrize("kind", KINDS)
def test_the_forget_bias_is_added_to_the_second_gate_alone(build, kind):
    gates = 3 if kind == "min" else 4
    plain = build(KINDS[kind], forget_bias=0.0).bias_G.detach().chunk(gates)
    raised = build(KINDS[kind], forget_bias=2.5).bias_G.detach().chunk(gates)
    added = [float((after - before).mean()) for before, after in zip(plain, raised, strict=True)]
    assert added == pytest.approx([0, 2.5, *[0] * (gates - 2)], abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_chrono_draws_spans_up_to_the_lag_and_closes_the_input_gate_by_as_much(build, kind):
    gates = 3 if kind == "min" else 4
    input_H, forget_H, *_ = build(KINDS[kind], hidden_size=2000, chrono=200).bias_G.detach().chunk(gates)
    spans_H = forget_H.exp()
    assert 1 <= float(spans_H.min()) < 5
    assert 190 < float(spans_H.max()) <= 199
    assert float(spans_H.mean()) == pytest.approx(100, rel=0.05)
    torch.testing.assert_close(input_H, -forget_H)


def test_a_minimal_lstm_with_chrono_keeps_a_value_for_its_span(build):
    cell = build(min_lstm, hidden_size=50, chrono=300)
    with torch.no_grad():
        cell.weight_ih_GI.zero_()
    kept_H = cell.gates(torch.zeros(1, 3, dtype=torch.float64), (torch.zeros(1, 50, dtype=torch.float64),))["forget"][0]
    spans_H = cell.bias_G.detach().chunk(3)[1].exp()
    torch.testing.assert_close(kept_H, spans_H / (1 + spans_H))


@pytest.mark.parametrize("kind", KINDS)
def test_a_forget_bias_beside_chrono_is_refused(kind):
    config = KINDS[kind].config
    with pytest.raises(ValidationError, match=r"chrono and forget_bias both say .*: choose one"):
        config(chrono=50, forget_bias=3.0)
    kept = config(chrono=50)
    assert config.parse(kept.plain()) == kept


def test_of_two_biases_chrono_is_what_both_come_to(build):
    cell = build(lstm, hidden_size=500, chrono=100, bias="two")
    input_H, forget_H, *_ = (cell.bias_G + cell.bias_hh_G).detach().chunk(4)
    torch.testing.assert_close(input_H, -forget_H)
    assert float(forget_H.exp().max()) <= 99
