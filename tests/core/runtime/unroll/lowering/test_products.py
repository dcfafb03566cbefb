"""Products with shared matrices: where they stand, what they start from, what their gradients are gathered from."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import linear


def gated(cell, x_BW, part):
    gate_BW = torch.sigmoid(linear(part, cell.matrix_WW, cell.row_W) + x_BW)
    return torch.tanh(linear(gate_BW * part, cell.matrix_WW) + linear((1 - gate_BW) * part, cell.matrix_WW.t()))


def two_readers_of_one_sum(cell, x_BW, part):
    sums_BW = linear(x_BW, cell.matrix_WW, cell.row_W)
    width = part.shape[1]
    gate_BW = torch.sigmoid(sums_BW.view(-1, 1, width).squeeze(1))
    return torch.tanh(sums_BW.view(-1, width) + part @ cell.matrix_WW) * gate_BW


def one_product_twice(cell, x_BW, part):
    return torch.tanh(x_BW + part @ cell.matrix_WW) + 0.1 * torch.sin(part @ cell.matrix_WW)


FUNCTIONS = {
    "plain": lambda cell, x_BW, part: torch.tanh(x_BW @ cell.matrix_WW + part @ cell.matrix_WW.t()),
    "with a bias": lambda cell, x_BW, part: torch.tanh(linear(part, cell.matrix_WW, cell.row_W) + x_BW),
    "an einsum": lambda cell, x_BW, part: torch.tanh(torch.einsum("bi,oi->bo", part, cell.matrix_WW) + x_BW),
    "an einsum of columns": lambda cell, x_BW, part: torch.einsum("oi,bi->ob", cell.matrix_WW, part).tanh().T + x_BW,
    "an einsum with a vector": lambda cell, x_BW, part: torch.einsum("bi,i->b", part, cell.row_W)[:, None] * x_BW,
    "gated": gated,
    "two readers of one sum": two_readers_of_one_sum,
    "one product twice": one_product_twice,
    "three in a row": lambda cell, _, part: linear(linear(part, cell.matrix_WW), cell.matrix_WW) @ cell.matrix_WW,
    "the state itself": lambda cell, _, part: part @ cell.matrix_WW,
    "with a vector": lambda cell, x_BW, part: torch.tanh((part @ cell.row_W)[:, None] * x_BW + part),
    "of columns": lambda cell, x_BW, part: torch.tanh(part[:, 1:] @ cell.matrix_WW[1:] + x_BW),
    "matrix and row": lambda cell, x_BW, part: torch.tanh(part @ cell.matrix_WW + x_BW + part * cell.matrix_WW[0]),
}


@pytest.mark.parametrize("width", [1, 37])
def test_products_and_their_gradients_are_those_of_torch(differing, width):
    torch.manual_seed(0)
    assert differing(FUNCTIONS, torch.randn(5, width, dtype=torch.float64), lengths=[3, 1, 4, 1, 4]) == []
