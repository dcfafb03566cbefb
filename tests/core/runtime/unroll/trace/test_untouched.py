"""A step that is tried out leaves nothing behind."""

from __future__ import annotations

import torch

from unrolled.runtime.unroll.trace import trace_step, untouched


class Keeps(torch.nn.Module):
    """Makes what it needs when it first needs it."""

    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Linear(3, 3)
        self.inner.scale = None
        self.by_width = {}
        self.steps = 0

    def step(self, x_BI, state):
        self.steps += 1
        if self.inner.scale is None:
            self.inner.scale = torch.full((1, 3), 2.0)
            self.inner.register_buffer("shift", torch.ones(1, 3))
        ones = self.by_width.setdefault(3, torch.ones(1, 3))
        h_BH = self.inner(x_BI) * self.inner.scale + self.inner.shift + ones * state[0]
        return h_BH, (h_BH,)


def held(cell):
    return cell.inner.scale, dict(cell.inner.named_buffers()), dict(cell.by_width), cell.steps


def test_a_trace_leaves_no_tensor_without_values_on_the_cell():
    cell = Keeps()
    trace_step(cell, torch.zeros(2, 3), (torch.zeros(2, 3),))
    assert held(cell) == (None, {}, {}, 0)
    y_BH, _ = cell.step(torch.zeros(2, 3), (torch.zeros(2, 3),))
    assert torch.equal(y_BH, 2 * cell.inner.bias.expand(2, 3) + 1)


def test_what_a_cell_held_before_stays_there():
    cell = Keeps()
    cell.step(torch.zeros(2, 3), (torch.zeros(2, 3),))
    scale, by_width = cell.inner.scale, cell.by_width
    with untouched(cell):
        cell.inner.scale, cell.inner.weight = None, torch.nn.Parameter(torch.zeros(3, 3))
        by_width.clear()
    assert cell.inner.scale is scale
    assert cell.by_width is by_width
    assert list(by_width) == [3]
    assert cell.inner.weight.any()
