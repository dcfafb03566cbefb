"""Operations on single elements, value and gradient, also where they give no number."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-12}
DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCE), ids=str)
NUMBERS = [0, -0.0, 1, -1, 0.5, -0.5, 3, -3, 20, -20, 80, -80, 100, -100, 750, -750, 1e-3, -1e-3, 1e-6, 1e-20, 1e-40]
NUMBERS += [1e10, -1e10, 1e30, -1e30, -0.999, 2.3, -1.75]
BROKEN = [float("inf"), float("nan")]

ONE = {
    **{name: getattr(torch, name) for name in ("neg", "abs", "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos")},
    **{
        name: getattr(torch, name)
        for name in ("erf", "floor", "sign", "sigmoid", "tanh", "relu", "rsqrt", "reciprocal")
    },
    **{name: getattr(functional, name) for name in ("softplus", "logsigmoid", "leaky_relu")},
    **{f"power of {number}": lambda a, number=number: a**number for number in (-3, -2, -1, 0, 1, 2, 3, 5, 8, 0.5)},
    "clamp": lambda a: a.clamp(-1, 2),
    "clamp from below": lambda a: a.clamp(min=0.5),
    "clamp by itself": lambda a: torch.clamp(a, min=-a, max=a.new_tensor(1.0)),
    "from a number": lambda a: 2 - a,
    "a number by it": lambda a: 2 / a,
    "sum with a factor": lambda a: torch.add(a, a * a, alpha=0.5),
    "difference with a factor": lambda a: torch.sub(a, a * a, alpha=0.5),
    "maximum": lambda a: torch.maximum(a, 1 - a),
    "minimum": lambda a: torch.minimum(a, 1 - a),
    "where": lambda a: torch.where(a > 0, a, -2 * a),
    "masked": lambda a: a.masked_fill(a > 1, 0.25),
    "truths": lambda a: torch.where(((a > 0) & (a < 1)) | ~(a < 2), a, 3 * a),
    "truth as a factor": lambda a: (a >= 0.5) * a + (a != 1).to(a.dtype),
    "logical": lambda a: torch.logical_and(a, a - 1) * a + torch.logical_not(a) + torch.logical_or(a, a <= -1),
    "equal": lambda a: torch.where(a == a, a, torch.zeros_like(a)),  # noqa: PLR0124 - NaN alone differs from itself
    "interpolation": lambda a: a.lerp(a * a, 0.3),
}
SMOOTH = {
    **{
        name: getattr(functional, name) for name in ("gelu", "elu", "selu", "silu", "mish", "celu", "softsign", "relu6")
    },
    "power of 1.5": lambda a: a.abs() ** 1.5,
    "power of -2.5": lambda a: (a.abs() + 1) ** -2.5,
    "root": lambda a: (a.square() + 1).sqrt(),
}


def rows_of(numbers, dtype, width=19):
    """Return rows that hold all numbers, each in many places: some in whole vectors of a row, some in its tail."""
    return torch.tensor(numbers, dtype=dtype).repeat(width).view(-1, width)


def of_the_state(functions):
    return {name: lambda _, __, part, function=function: function(part) for name, function in functions.items()}


@DTYPES
def test_every_operation_gives_what_torch_gives(differing, dtype):
    assert differing(of_the_state(ONE), rows_of(NUMBERS, dtype), tolerance=TOLERANCE[dtype]) == []


@DTYPES
def test_nan_and_infinity_go_where_torch_lets_them_go(differing, dtype):
    assert differing(of_the_state(ONE), rows_of([*NUMBERS[:7], *BROKEN], dtype), tolerance=TOLERANCE[dtype]) == []


@DTYPES
def test_operations_that_are_taken_apart_give_what_torch_gives(differing, dtype):
    rows = torch.linspace(-5, 5, 19 * 8, dtype=dtype).view(8, 19)
    assert differing(of_the_state(SMOOTH), rows, tolerance=TOLERANCE[dtype]) == []


def test_shared_rows_and_single_columns_are_spread(differing):
    functions = {
        "row": lambda cell, _, part: torch.tanh(part * cell.row_W + cell.row_W),
        "input": lambda _, x_BW, part: torch.tanh(part + x_BW),
        "number of its own": lambda cell, _, part: part * cell.row_W[0],
        "column of the state": lambda _, __, part: torch.tanh(part[:, 2:3] * part),
        "column of a value": lambda cell, x_BW, part: torch.sigmoid(part + x_BW)[:, :1] * cell.row_W + 0.5 * part,
        "column of the input": lambda _, x_BW, part: torch.tanh(x_BW[:, -1:] + part),
        "matrix": lambda cell, _, part: (part[:, :, None] * cell.matrix_WW).sum(2),
        "matrix turned around": lambda cell, _, part: (part[:, :, None] * cell.matrix_WW.t()).sum(2),
    }
    torch.manual_seed(0)
    assert differing(functions, torch.randn(3, 7, dtype=torch.float64), lengths=[3, 1, 4]) == []
