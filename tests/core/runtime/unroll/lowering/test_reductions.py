"""Sums and extremes of a row, and what is made of them."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

FUNCTIONS = {
    "sum": lambda a: torch.sin(a + a.sum(1, keepdim=True)),
    "sum without its dimension": lambda a: torch.sin(a - a.sum(1)[:, None]),
    "mean": lambda a: a - a.mean(1, keepdim=True),
    "largest": lambda a: torch.tanh(a - a.amax(1, keepdim=True)),
    "smallest": lambda a: torch.tanh(a - a.amin(1, keepdim=True)),
    "softmax": lambda a: a.softmax(1),
    "log softmax": lambda a: a.log_softmax(1),
    "log of a sum": lambda a: a - a.logsumexp(1, keepdim=True),
    "deviation": lambda a: a / (a.std(1, keepdim=True) + a.var(1, unbiased=False, keepdim=True)),
    "unit length": lambda a: functional.normalize(a, dim=1),
    "layer norm": lambda a: functional.layer_norm(a, a.shape[1:]),
    "root mean square": lambda a: functional.rms_norm(a, a.shape[1:], eps=1e-6),
    "of blocks": lambda a: torch.softmax(a.view(len(a), 3, -1), 2).flatten(1),
    "of a reduction": lambda a: (a - a.mean(1, keepdim=True)).square().mean(1, keepdim=True) * torch.sin(a),
}


@pytest.mark.parametrize("width", [6, 39])
def test_rows_are_reduced_as_torch_reduces_them(differing, width):
    functions = {name: lambda _, x, part, made=made: made(part + x) for name, made in FUNCTIONS.items()}
    torch.manual_seed(0)
    assert differing(functions, torch.randn(3, width, dtype=torch.float64), lengths=[2, 1, 2]) == []


def test_nan_is_no_sum_and_no_extreme(differing):
    before_BW = torch.tensor([[1.0, torch.nan, -3.0], [torch.inf, 2.0, 0.5], [-torch.inf, 1.0, torch.inf]])
    functions = {
        name: lambda _, __, part, name=name: getattr(part, name)(1, keepdim=True) + 0 * torch.ones_like(part)
        for name in ("sum", "amax", "amin")
    }
    assert differing(functions, before_BW) == []
