"""What the engine cannot compile is named, so that the sentence "the engine cannot compile ..." says what to change."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll.engine.plan import plan_cell
from unrolled.runtime.unroll.trace import RefusalError

STEPS = {
    "aten.bmm.default": lambda a: torch.bmm(a[:, :, None], a[:, None, :1]).squeeze(2),
    "aten.permute.default other than of a matrix": lambda a: torch.einsum("bi,bj->bj", a, a[:, :1]) + a,
    "aten.sort.default": lambda a: a.sort(1).values,
    "aten.slice.Tensor with a step": lambda a: torch.cat([a[:, ::2], a[:, 1::2]], 1),
    "aten.sum.dim_IntList over the rows of a batch, which gives no row of its own": lambda a: a - a.mean(0),
    "aten.amax.default over the rows of a batch": lambda a: a / a.amax(),
    "sum over dimensions [1] of a value of shape (rows, 2, 2)": lambda a: a[:, :2] + a.view(-1, 2, 2).sum(1),
    "aten.div.Tensor_mode with rounding_mode": lambda a: torch.div(a, 2.0, rounding_mode="floor"),
    "aten._to_copy.default from torch.float32 to torch.int64": lambda a: a.long().to(a.dtype),
    "aten._to_copy.default that gives torch.float64 in a step of torch.float32": lambda a: a.double().float(),
    "a power whose exponent is a tensor": lambda a: a.abs() ** a,
    "aten.mm.default other than of a batch of rows with a matrix of weights": lambda a: a @ (a.T @ a),
    "a tensor of shape (4,) that is neither parameter nor buffer (register_buffer)": lambda a: a * BORROWED,
    "a value of shape (4, rows), whose rows are not its first dimension": lambda a: a.T.softmax(0).T,
}
BORROWED = torch.arange(4.0)


class Step(torch.nn.Module):
    """A step of a function of its state."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def step(self, x_BI, state):
        after_BH = self.function(state[0] + x_BI)
        return after_BH, (after_BH,)


@pytest.mark.parametrize("named", STEPS)
def test_an_operation_that_is_not_known_is_named_with_its_line(named):
    with pytest.raises(RefusalError) as caught:
        plan_cell(Step(STEPS[named]), torch.zeros(2, 4), (torch.zeros(2, 4),), masked=False)
    assert str(caught.value) == named
    assert caught.value.line == f"{__file__}:{STEPS[named].__code__.co_firstlineno}"


@pytest.mark.parametrize(
    ("state", "named"),
    [
        ((), "a cell without a state"),
        ((torch.zeros(2, 4).double(),), "state[0] of torch.float64 beside an input of torch.float32"),
    ],
)
def test_a_state_that_no_time_loop_can_carry_is_named(state, named):
    with pytest.raises(NotImplementedError) as caught:
        plan_cell(Step(torch.tanh), torch.zeros(2, 4), state, masked=False)
    assert str(caught.value) == named
