"""A graph that was written down runs as the step did, for any number of rows."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.trace import Instructions, hoist, instructions_of, trace_step, weights_of


class Step(torch.nn.Module):
    """A step with all that JSON has no type for: rows, dtypes, numbers that are not finite, tensors of its own."""

    def __init__(self):
        super().__init__()
        self.product = torch.nn.Linear(3, 6)

    def step(self, x_BI, state):
        a_BH, b_BH = self.product(x_BI).view(len(x_BI), 2, 3).unbind(1)
        mask_BH = (a_BH > 0).to(torch.float32).masked_fill(b_BH > 1, float("inf")).clamp(max=float("inf"))
        y_BH = torch.where(mask_BH.isinf(), b_BH, a_BH * torch.tensor(0.5)) + torch.zeros(len(x_BI), 3)
        return y_BH, (y_BH + state[0],)


def prologue(replaced=False):
    cell = Step()
    traced = trace_step(cell, torch.zeros(2, 3), (torch.zeros(2, 3),))
    step = hoist(traced)
    products = [node for node in step.prologue.nodes if "addmm" in str(node.target)]
    return cell, weights_of(cell, traced.weights), instructions_of(step.prologue, products if replaced else ())


@given(rows=st.integers(1, 5))
def test_instructions_that_went_through_json_give_what_the_step_gives(rows):
    torch.manual_seed(rows)
    cell, weights, instructions = prologue()
    read = Instructions(**json.loads(json.dumps(asdict(instructions), allow_nan=False)))
    x_NI = 3 * torch.randn(rows, 3)
    (y_NH,) = read.run([*weights, x_NI], rows)
    assert torch.equal(y_NH, cell.step(x_NI, (torch.zeros(rows, 3),))[0])


def test_operations_can_be_replaced_for_a_run():
    _, weights, instructions = prologue(replaced=True)
    inputs = [*weights, torch.randn(4, 3)]
    (y_NH,) = instructions.run(inputs, 4, [lambda *_: torch.zeros(4, 6)])
    assert y_NH.tolist() == torch.zeros(4, 3).tolist()


def test_a_tensor_from_nowhere_is_refused_by_its_shape():
    class Borrows(torch.nn.Module):
        def step(self, x_BI, state):
            return state[0], (state[0] * BORROWED + x_BI,)

    step = hoist(trace_step(Borrows(), torch.zeros(2, 3), (torch.zeros(2, 3),)))
    with pytest.raises(NotImplementedError, match=r"shape \(3,\) that is neither parameter nor buffer"):
        instructions_of(step.recurrence)


BORROWED = torch.arange(3.0)
