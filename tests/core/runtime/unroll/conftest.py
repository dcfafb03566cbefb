"""Encoders of built-in and of tiny cells."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, LSTMConfig, RNNConfig, gru, lstm, rnn

CELLS = {"rnn": (rnn, RNNConfig), "gru": (gru, GRUConfig), "lstm": (lstm, LSTMConfig)}


class Echo(torch.nn.Module):
    """y = x + decay * h, h' = y: what comes out can be worked out by hand."""

    def __init__(self, size, decay=0.0):
        super().__init__()
        self.output_size = size
        self.decay = decay
        self.rows_stepped = 0

    def initial_state(self, batch_size):
        return (torch.zeros(batch_size, self.output_size),)

    def step(self, x_BI, state):
        self.rows_stepped += len(x_BI)
        y_BH = x_BI + self.decay * state[0]
        return y_BH, (y_BH,)


@pytest.fixture
def echo():
    return Echo


@pytest.fixture
def encode():
    """Build a seeded float64 encoder of a built-in cell."""

    def build(name="lstm", *, input_size=3, hidden_size=4, **unroll):
        component, config = CELLS[name]
        torch.manual_seed(0)
        return build_encoder(
            lambda size: component.build(config(hidden_size=hidden_size), input_size=size).double(),
            input_size,
            UnrollConfig(**unroll),
        )

    return build
