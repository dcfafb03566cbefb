"""The gates of the built-in cells, as values and as what they do."""

from __future__ import annotations

import pytest
import torch

import unrolled_cells
from unrolled.runtime.unroll.gates import share_saturated, trace_gates
from unrolled_cells import lstm
from unrolled_cells.gated import gru_simplified

GATES = {
    "gru-simplified": {"update"},
    "gru": {"reset", "update"},
    "min-gru": {"update"},
    "rhn": {"transform 1", "transform 2"},
    "lstm": {"input", "forget", "output"},
    "peephole-lstm": {"input", "forget", "output"},
    "layer-norm-lstm": {"input", "forget", "output"},
    "min-lstm": {"input", "forget"},
    "slstm": {"input", "forget", "output"},
}
CELLS = {component.name: component for component in unrolled_cells.RECURRENT}
LENGTHS_B = torch.tensor([5, 3])


@pytest.mark.system("C16")
@pytest.mark.parametrize("name", GATES)
def test_gates_are_traced_by_name_and_stand_between_nought_and_one(build, x_BTI, name):
    trace = trace_gates(build(CELLS[name]), x_BTI, LENGTHS_B)
    assert set(trace) == GATES[name]
    for values_BTH in trace.values():
        assert values_BTH.shape == (2, 5, 4)
        assert torch.equal(values_BTH.isnan().all(2), torch.arange(5) >= LENGTHS_B[:, None])
        valid = values_BTH[~values_BTH.isnan()]
        # Of the scaled gates of slstm one is always one, and the other nought where there was nothing before.
        assert bool(((valid >= 0) & (valid <= 1) if name == "slstm" else (valid > 0) & (valid < 1)).all())


def test_cells_without_gates_tell_of_none():
    assert {name for name, component in CELLS.items() if not hasattr(built(component), "gates")} == {*CELLS} - {*GATES}


def built(component):
    return component.build(component.config(hidden_size=2), input_size=1)


@pytest.mark.system("C13")
def test_the_four_moves_of_a_step_are_made_with_the_gates_of_the_trace(build, unroll, x_BTI):
    cell = build(lstm)
    W_g, U_g, b_g = cell.weight_ih_GI[8:12], cell.weight_hh_GH[8:12], cell.bias_G[8:12]
    trace = trace_gates(cell, x_BTI, torch.tensor([5, 5]))
    y_BTH = unroll(cell, x_BTI)
    h = c = torch.zeros(2, 4, dtype=torch.float64)
    for time in range(5):
        kept = trace["forget"][:, time] * c  # forget
        stored = trace["input"][:, time] * torch.tanh(x_BTI[:, time] @ W_g.T + h @ U_g.T + b_g)  # store
        c = kept + stored  # update
        h = trace["output"][:, time] * torch.tanh(c)  # output
        torch.testing.assert_close(y_BTH[:, time], h, rtol=0, atol=1e-12)


def shut(build, gate):
    """Return an LSTM one of whose gates (0 input, 1 forget, 3 output) is nought, an input, and a state."""
    cell = build(lstm)
    with torch.no_grad():
        cell.bias_G.split(4)[gate].fill_(-1000)
    torch.manual_seed(2)
    return cell, torch.randn(2, 3, dtype=torch.float64), tuple(torch.randn(2, 2, 4, dtype=torch.float64))


@pytest.mark.system("C13")
def test_a_forget_gate_of_nought_removes_the_cell_state(build):
    cell, x_BI, (h_BH, c_BH) = shut(build, 1)
    assert cell.gates(x_BI, (h_BH, c_BH))["forget"].count_nonzero() == 0
    _, after = cell.step(x_BI, (h_BH, c_BH))
    _, forgotten = cell.step(x_BI, (h_BH, torch.zeros_like(c_BH)))
    torch.testing.assert_close(after, forgotten, rtol=0, atol=0)


@pytest.mark.system("C13")
def test_an_input_gate_of_nought_stores_nothing(build):
    cell, x_BI, (h_BH, c_BH) = shut(build, 0)
    _, (_, after_BH) = cell.step(x_BI, (h_BH, c_BH))
    assert torch.equal(after_BH, cell.gates(x_BI, (h_BH, c_BH))["forget"] * c_BH)


@pytest.mark.system("C13")
def test_an_output_gate_of_nought_gives_nothing_and_keeps_the_cell_state(build):
    cell, x_BI, state = shut(build, 3)
    y_BH, (_, c_BH) = cell.step(x_BI, state)
    assert y_BH.count_nonzero() == 0
    assert c_BH.count_nonzero() == c_BH.numel()


@pytest.mark.system("C17")
def test_how_often_a_trained_update_gate_is_near_nought_or_one_is_reported_and_not_assumed(build, unroll):
    """The lectures say most of the time; keeping the first of ten signs, learned with certainty, needs it less."""
    cell = build(gru_simplified, 2, 8)
    head = torch.nn.Linear(8, 1, dtype=torch.float64)
    x_BTI = torch.randn(32, 10, 2, dtype=torch.float64)
    x_BTI[..., 1] = torch.arange(10) == 0
    target_B1 = (x_BTI[:, 0, :1] > 0).double()
    optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=0.05)
    assert share(cell, x_BTI) == 0
    for _ in range(80):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(head(unroll(cell, x_BTI)[:, -1]), target_B1)
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.01
    assert 0.1 < share(cell, x_BTI) < 0.5


def share(cell, x_BTI):
    (update_BTH,) = trace_gates(cell, x_BTI, torch.full((32,), 10)).values()
    return share_saturated(update_BTH)
