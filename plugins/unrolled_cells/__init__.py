"""The built-in recurrent cells, declared; torch is imported when one is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Component, Config, Tune, cell, hookimpl

if TYPE_CHECKING:
    from unrolled.contracts import Cell

HiddenSize = Annotated[int, Field(ge=1, le=65_536), Tune(32, 1024, log=True)]


class RNNConfig(Config):
    """Plain recurrent cell (Elman, 1990), tanh or ReLU."""

    hidden_size: HiddenSize = 128
    """width of the state"""
    nonlinearity: Literal["tanh", "relu"] = "tanh"
    """what the sum of input and state passes through"""
    bias: bool = True
    """add a learned bias; false gives the textbook's h = tanh(W x + U h)"""


class GRUConfig(Config):
    """Gated recurrent unit (Cho et al., 2014), reset after the product as torch and cuDNN have it."""

    hidden_size: HiddenSize = 128
    """width of the state"""


class LSTMConfig(Config):
    """Long short-term memory (Hochreiter & Schmidhuber, 1997) with a forget gate (Gers et al., 2000)."""

    hidden_size: HiddenSize = 128
    """width of the state"""
    forget_bias: Annotated[float, Field(ge=-100, le=100), Tune(0, 3)] = 1.0
    """added to the forget gate's bias at the start: higher remembers longer"""


@cell("rnn", RNNConfig, fused=True)
def rnn(config: RNNConfig, /, *, input_size: int) -> Cell:
    """Build a plain recurrent cell."""
    from unrolled_cells.rnn_cell import RNN

    return RNN(config, input_size)


@cell("gru", GRUConfig, fused=True)
def gru(config: GRUConfig, /, *, input_size: int) -> Cell:
    """Build a gated recurrent unit."""
    from unrolled_cells.gru_cell import GRU

    return GRU(config, input_size)


@cell("lstm", LSTMConfig, fused=True)
def lstm(config: LSTMConfig, /, *, input_size: int) -> Cell:
    """Build a long short-term memory."""
    from unrolled_cells.lstm_cell import LSTM

    return LSTM(config, input_size)


@hookimpl
def components() -> Sequence[Component]:
    """Return the cells of this package."""
    return [rnn, gru, lstm]
