"""Gradients of a traced step are those of the step as it was written."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from unrolled.runtime.unroll.trace import RefusalError, differentiate, hoist, trace_step


def test_no_gradient_passes_a_detached_value(differing):
    functions = {
        "state": lambda cell, x_BW, part: torch.tanh(part.detach() @ cell.matrix_WW + x_BW + part),
        "gate": lambda _, x_BW, part: torch.sigmoid(x_BW + part).detach() * part + x_BW,
        "input": lambda cell, x_BW, part: torch.tanh(x_BW.detach() @ cell.matrix_WW + part),
        "weight": lambda cell, x_BW, part: torch.tanh(x_BW @ cell.matrix_WW.detach() + part * cell.row_W),
    }
    torch.manual_seed(0)
    assert differing(functions, torch.randn(3, 5, dtype=torch.float64), lengths=[3, 1, 2]) == []


def test_a_gradient_is_finite_where_taking_the_function_apart_would_overflow(differing):
    made = {name: getattr(functional, name) for name in ("softplus", "mish", "logsigmoid", "silu")}
    functions = {name: lambda _, __, part, function=function: function(part) for name, function in made.items()}
    before_BW = torch.tensor([[-1000.0, -100.0, 0.0, 88.0, 100.0, 1000.0]])
    assert differing(functions, before_BW, tolerance=1e-5) == []


def test_an_operation_without_a_gradient_is_named():
    class Jumps(torch.nn.Module):
        def step(self, x_BI, state):
            (h_BH,) = state
            return h_BH, (torch.heaviside(h_BH + x_BI, torch.ones_like(h_BH)),)

    step = hoist(trace_step(Jumps(), torch.zeros(2, 3), (torch.zeros(2, 3),)))
    with pytest.raises(RefusalError, match=r"without a gradient: .*heaviside") as caught:
        differentiate(step)
    assert caught.value.line == f"{__file__}:{Jumps.step.__code__.co_firstlineno + 2}"
