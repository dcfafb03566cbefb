"""The cells without gates, declared; torch is imported when one is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from unrolled import cell
from unrolled_cells.fields import RecurrentConfig

if TYPE_CHECKING:
    from unrolled.contracts import Cell


class RNNConfig(RecurrentConfig):
    """Plain recurrent cell (Elman, 1990), tanh or ReLU."""

    nonlinearity: Literal["tanh", "relu"] = "tanh"
    """what the sum of input and state passes through"""
    bias: bool = True
    """add a learned bias; false gives the textbook's h = tanh(W x + U h)"""


class IRNNConfig(RecurrentConfig):
    """Plain recurrent cell with ReLU whose recurrent weights start as the identity (Le et al., 2015)."""


class IndRNNConfig(RecurrentConfig):
    """Independently recurrent cell (Li et al., 2018): each unit sees of the state itself alone."""


@cell("rnn", RNNConfig, fused=True)
def rnn(config: RNNConfig, /, *, input_size: int) -> Cell:
    """Build a plain recurrent cell."""
    from unrolled_cells.rnn_cell import RNN

    return RNN(config, input_size)


@cell("irnn", IRNNConfig, fused=True)
def irnn(config: IRNNConfig, /, *, input_size: int) -> Cell:
    """Build a plain recurrent cell that starts as the identity."""
    from unrolled_cells.rnn_cell import IRNN

    return IRNN(config, input_size)


@cell("ind-rnn", IndRNNConfig)
def ind_rnn(config: IndRNNConfig, /, *, input_size: int) -> Cell:
    """Build an independently recurrent cell."""
    from unrolled_cells.ind_rnn_cell import IndRNN

    return IndRNN(config, input_size)
