"""Cells to check, and the literal folds to check them against."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig


@pytest.fixture
def build():
    """Build a seeded float64 cell."""

    def make(component, input_size=3, hidden_size=4, **fields):
        torch.manual_seed(0)
        config = component.config(hidden_size=hidden_size, **fields)
        return component.build(config, input_size=input_size).double()

    return make


@pytest.fixture
def unroll():
    """Unroll a cell as the host does by default, from its initial state; return y_BTH."""

    def run(cell, x_BTI):
        encoder = build_encoder(lambda _: cell, x_BTI.shape[2], UnrollConfig())
        return encoder(x_BTI, torch.full((len(x_BTI),), x_BTI.shape[1])).y_BTH

    return run


@pytest.fixture
def fold():
    """Fold an equation over time from a state of zeros in so many parts; return its first part at each step."""

    def run(one_step, x_BTI, hidden_size=4, parts=1):
        state = [torch.zeros(len(x_BTI), hidden_size, dtype=x_BTI.dtype) for _ in range(parts)]
        outputs = []
        for x_BI in x_BTI.unbind(1):
            state = one_step(x_BI, *state)
            outputs.append(state[0])
        return torch.stack(outputs, 1)

    return run


@pytest.fixture(name="x_BTI")
def two_sequences():
    """Return two sequences of five steps of three features."""
    torch.manual_seed(1)
    return torch.randn(2, 5, 3, dtype=torch.float64)
