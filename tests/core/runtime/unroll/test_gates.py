"""Traces of gates, and the share of them that is saturated."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled.runtime.unroll.gates import share_saturated, trace_gates


class Counter:
    """A cell whose gate is its state, and whose state counts steps."""

    def initial_state(self, batch_size):
        return (torch.zeros(batch_size, 1),)

    def gates(self, _x_BI, state):
        return {"count": state[0]}

    def step(self, _x_BI, state):
        return state[0], (state[0] + 1,)


def test_a_trace_holds_each_steps_values_and_nan_past_each_length():
    trace = trace_gates(Counter(), torch.zeros(3, 4, 2), torch.tensor([2, 4, 1]))
    nan = float("nan")
    expected_BT = torch.tensor([[0, 1, nan, nan], [0, 1, 2, 3], [0, nan, nan, nan]])
    torch.testing.assert_close(trace, {"count": expected_BT[..., None]}, equal_nan=True)


def test_a_trace_goes_on_from_a_given_state():
    trace = trace_gates(Counter(), torch.zeros(1, 3, 2), torch.tensor([3]), (torch.tensor([[5.0]]),))
    assert trace["count"].flatten().tolist() == [5, 6, 7]


def test_a_trace_keeps_no_graph():
    class Learned(Counter):
        weight = torch.ones(1, requires_grad=True)

        def gates(self, x_BI, _state):
            return {"product": x_BI * self.weight}

    assert not trace_gates(Learned(), torch.zeros(1, 3, 1), torch.tensor([3]))["product"].requires_grad


def test_a_cell_without_gates_is_refused_by_name(echo):
    with pytest.raises(ConfigError, match=r"cell.name: Echo has no method gates\(x_BI, state\)"):
        trace_gates(echo(2), torch.zeros(1, 3, 2), torch.tensor([3]))


@given(
    below=st.integers(0, 9),
    between=st.integers(0, 9),
    above=st.integers(0, 9),
    past=st.integers(0, 9),
)
def test_the_share_counts_what_is_below_or_above_among_what_is_there(below, between, above, past):
    values = torch.tensor([0.09] * below + [0.1, 0.9] + [0.5] * between + [0.91] * above + [float("nan")] * past)
    assert share_saturated(values) == pytest.approx((below + above) / (below + 2 + between + above))


def test_the_borders_can_be_moved():
    assert share_saturated(torch.tensor([0.2, 0.5, 0.8, 0.99]), low=0.3, high=0.95) == 0.5
