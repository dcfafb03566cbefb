"""What a step computes for all times at once, and what waits for the state."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import linear

from unrolled.runtime.unroll.trace import hoist, trace_step

WIDTH = 4


class Step(torch.nn.Module):
    """A step made of a function of the cell, x and h."""

    def __init__(self, function):
        super().__init__()
        self.function = function
        self.of_x = torch.nn.Linear(3, 3 * WIDTH)
        self.of_h = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.of_both = torch.nn.Linear(3 + WIDTH, WIDTH)

    def step(self, x_BI, state):
        h_BH = self.function(self, x_BI, *state)
        return h_BH, (h_BH,)


def hoisted(function):
    return hoist(trace_step(Step(function), torch.zeros(2, 3), (torch.zeros(2, WIDTH),)))


def named(graph):
    """Return how often a graph calls each operation."""
    calls = [
        str(node.target).split(".")[1] for node in graph.nodes if node.op == "call_function" and "." in str(node.target)
    ]
    return {name: calls.count(name) for name in calls}


def gates(cell, x_BI, h_BH):
    a_BH, b_BH, c_BH = (cell.of_x(x_BI) + cell.of_h(h_BH)).chunk(3, 1)
    return torch.sigmoid(a_BH) * h_BH + torch.tanh(b_BH) * c_BH


def apart(cell, x_BI, h_BH):
    pairs = zip(cell.of_x(x_BI).chunk(3, 1), linear(h_BH, cell.of_h.weight).chunk(3, 1), strict=True)
    return torch.tanh(sum(one * other for one, other in pairs))


def test_products_of_the_input_are_hoisted_with_every_bias():
    step = hoisted(gates)
    assert named(step.prologue)["addmm"] == 1
    assert "mm" in named(step.recurrence)
    assert "addmm" not in named(step.recurrence)


def test_the_recurrence_is_left_one_addition():
    assert named(hoisted(gates).recurrence)["add"] == 2  # the sums, and the two addends of the new state


def test_a_product_of_input_and_state_joined_is_cut_in_two():
    step = hoisted(lambda cell, x_BI, h_BH: torch.tanh(cell.of_both(torch.cat([h_BH, x_BI], 1))))
    assert named(step.prologue)["addmm"] == 1
    assert named(step.recurrence)["mm"] == 1
    assert "cat" not in named(step.recurrence)


def test_parts_of_one_hoisted_value_are_handed_over_once():
    step = hoisted(apart)
    assert step.rows == 1
    assert step.owned == (True,)


def test_a_value_that_the_prologue_itself_reads_again_may_not_be_written_over():
    def twice(cell, x_BI, h_BH):
        sums_BH = cell.of_x(x_BI)[:, :WIDTH]
        return torch.tanh(sums_BH + h_BH) + sums_BH.exp() * h_BH

    assert hoisted(twice).owned == (False, False)


def test_the_input_itself_may_not_be_written_over():
    step = hoisted(
        lambda cell, x_BI, h_BH: torch.tanh(cell.of_both(torch.cat([h_BH * x_BI.sum(1, True), x_BI], 1))) + x_BI[:, :1]
    )
    assert sum(step.owned) == 1


def test_masks_are_made_by_the_recurrence_itself():
    step = hoisted(lambda cell, x_BI, h_BH: torch.where(x_BI[:, :1] > 0, h_BH, cell.of_x(x_BI)[:, :WIDTH]))
    assert "gt" in named(step.recurrence)


def test_a_step_without_input_hoists_no_rows():
    assert hoisted(lambda _cell, _x_BI, h_BH: torch.tanh(h_BH)).rows == 0


@pytest.mark.parametrize(
    "function",
    [
        lambda cell, x_BI, h_BH: (cell.of_x.weight[:WIDTH] @ x_BI.T + cell.of_h.weight[:WIDTH] @ h_BH.T).T,
        lambda cell, x_BI, h_BH: (
            torch.tanh(cell.of_x.weight[:WIDTH] @ x_BI.mT + cell.of_h.bias[:WIDTH, None]).mT + h_BH
        ),
        lambda cell, x_BI, h_BH: torch.sigmoid(torch.matmul(cell.of_h.weight[:WIDTH], h_BH.t()) * 2).transpose(0, 1),
    ],
)
def test_what_is_written_with_rows_as_columns_is_turned_around(function):
    step = hoisted(function)
    shapes = [tuple(node.meta["val"].shape) for node in step.recurrence.nodes if "val" in node.meta]
    assert all(len(shape) < 2 or shape[1] <= 3 * WIDTH for shape in shapes)
