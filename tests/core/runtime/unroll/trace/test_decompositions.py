"""Operations that are taken apart by rules of this project keep their values."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.trace.decompositions import ENGINE

aten = torch.ops.aten
CALLS = [
    (aten._softmax.default, (1, False)),
    (aten._log_softmax.default, (1, False)),
    (aten.mean.dim, ([1], True)),
    (aten.mean.dim, ([1], False)),
    (aten.native_layer_norm.default, ([5], torch.arange(5.0).double(), torch.ones(5).double(), 1e-5)),
    (aten.native_layer_norm.default, ([5], None, None, 1e-5)),
    (aten.var.correction, ([1],)),
    (aten.mv.default, (torch.arange(5.0).double(),)),
]


@pytest.mark.parametrize(("operation", "arguments"), CALLS, ids=lambda value: str(value)[:20])
@given(seed=st.integers(0, 99), rows=st.integers(1, 4))
def test_a_rule_gives_what_the_operation_gives(operation, arguments, seed, rows):
    x_RW = torch.randn(rows, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    torch.testing.assert_close(ENGINE[operation](x_RW, *arguments), operation(x_RW, *arguments), rtol=0, atol=1e-12)


@pytest.mark.parametrize("correction", [0, 1, 2.5])
def test_a_variance_is_corrected_as_asked(correction):
    x_RW = torch.randn(3, 5, dtype=torch.float64)
    found = ENGINE[aten.var.correction](x_RW, [1], correction=correction, keepdim=True)
    torch.testing.assert_close(found, x_RW.var(1, correction=correction, keepdim=True))
