"""The built-in cells; torch is imported when one is built."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled import Component, hookimpl
from unrolled_cells.baselines import attention, bag_of_words, convolution, mlp
from unrolled_cells.gated import GRUConfig, gru, gru_simplified, min_gru, rhn
from unrolled_cells.lstms import LSTMConfig, layer_norm_lstm, lstm, min_lstm, peephole_lstm, slstm
from unrolled_cells.plain import RNNConfig, ind_rnn, irnn, rnn

__all__ = ["GRUConfig", "LSTMConfig", "RNNConfig", "components", "gru", "lstm", "rnn"]

RECURRENT = (
    rnn,
    irnn,
    ind_rnn,
    gru_simplified,
    gru,
    min_gru,
    rhn,
    lstm,
    peephole_lstm,
    layer_norm_lstm,
    min_lstm,
    slstm,
)
BASELINES = bag_of_words, mlp, attention, convolution


@hookimpl
def components() -> Sequence[Component]:
    """Return the cells of this package."""
    return [*RECURRENT, *BASELINES]
