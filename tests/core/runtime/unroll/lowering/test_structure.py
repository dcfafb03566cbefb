"""Operations that move columns about."""

from __future__ import annotations

import torch
from torch.nn import functional


def in_place(cell, x_BW, part):
    a_BW = part + x_BW
    a_BW[:, 0] = 0.5
    a_BW[:, 2:4] *= 2
    a_BW[:, 4].fill_(0.3)
    a_BW[:, 1].copy_(part[:, 1])
    return a_BW.add_(cell.row_W).tanh_()


# On rows of six columns.
FUNCTIONS = {
    "slice": lambda _, __, part: torch.cat([part[:, 4:], part[:, :4]], 1),
    "chunk": lambda _, x_BW, part: torch.cat(
        [a + b for a, b in zip(part.chunk(3, 1), x_BW.chunk(3, 1), strict=True)], 1
    ),
    "split": lambda _, x_BW, part: torch.cat([x_BW[:, :0], *(part + x_BW).split([1, 2, 3], 1)[::-1]], 1),
    "unbind": lambda _, __, part: torch.stack(part.view(-1, 3, 2).unbind(1)[::-1], 1).flatten(1),
    "unbind of the last": lambda _, __, part: torch.stack(part.view(-1, 3, 2).unbind(2)[::-1], 2).flatten(1),
    "select": lambda _, __, part: part * part.view(-1, 2, 3).select(1, -1).repeat_interleave(1, 1).sum(1)[:, None],
    "pad": lambda _, __, part: functional.pad(part[:, 1:5], (2, 0), value=0.5) + functional.pad(part[:, :4], (0, 2)),
    "expand": lambda _, __, part: part.view(-1, 2, 3)[:, :, :1].expand(-1, -1, 3).flatten(1) * part,
    "blocks": lambda _, __, part: part.view(-1, 3, 2)[:, :, 1:].expand(-1, 3, 2).reshape(-1, 6),
    "middle": lambda _, x_BW, part: torch.cat([part.view(-1, 2, 3), x_BW.view(-1, 2, 3)], 2)[:, :, 2:5].flatten(1),
    "scatter": lambda _, x_BW, part: part.slice_scatter(x_BW[:, 1:3], 1, 1, 3).select_scatter(x_BW[:, 0], 1, 5),
    "constants": lambda _, __, part: (
        part + torch.zeros_like(part) + torch.ones(6, dtype=part.dtype) * part.new_full((1,), 2)
    ),
    "in place": in_place,
}


def test_columns_come_from_where_torch_takes_them(differing):
    torch.manual_seed(0)
    assert differing(FUNCTIONS, torch.randn(4, 6, dtype=torch.float64), lengths=[2, 1, 3, 3]) == []
