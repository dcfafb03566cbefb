"""The long short-term memory and its kin, declared; torch is imported when one is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from unrolled import cell
from unrolled_cells.fields import LSTMLikeConfig

if TYPE_CHECKING:
    from unrolled.contracts import Cell


class LSTMConfig(LSTMLikeConfig):
    """Long short-term memory (Hochreiter & Schmidhuber, 1997) with a forget gate (Gers et al., 2000)."""

    bias: Literal["one", "two"] = "one"
    """learned biases: one, or two that are only ever added, as torch keeps them"""


class PeepholeLSTMConfig(LSTMLikeConfig):
    """Long short-term memory whose gates see the memory (Gers & Schmidhuber, 2000)."""


class LayerNormLSTMConfig(LSTMLikeConfig):
    """Long short-term memory with layer normalisation (Ba et al., 2016)."""


class MinLSTMConfig(LSTMLikeConfig):
    """Minimal long short-term memory (Feng et al., 2024): the gates see the input alone and sum to one."""


class SLSTMConfig(LSTMLikeConfig):
    """Scalar long short-term memory of xLSTM (Beck et al., 2024): exponential input gate, normalised memory."""


@cell("lstm", LSTMConfig, fused=True)
def lstm(config: LSTMConfig, /, *, input_size: int) -> Cell:
    """Build a long short-term memory."""
    from unrolled_cells.lstm_cell import LSTM

    return LSTM(config, input_size)


@cell("peephole-lstm", PeepholeLSTMConfig)
def peephole_lstm(config: PeepholeLSTMConfig, /, *, input_size: int) -> Cell:
    """Build a long short-term memory whose gates see the memory."""
    from unrolled_cells.peephole_lstm_cell import PeepholeLSTM

    return PeepholeLSTM(config, input_size)


@cell("layer-norm-lstm", LayerNormLSTMConfig)
def layer_norm_lstm(config: LayerNormLSTMConfig, /, *, input_size: int) -> Cell:
    """Build a long short-term memory with layer normalisation."""
    from unrolled_cells.layer_norm_lstm_cell import LayerNormLSTM

    return LayerNormLSTM(config, input_size)


@cell("min-lstm", MinLSTMConfig)
def min_lstm(config: MinLSTMConfig, /, *, input_size: int) -> Cell:
    """Build a minimal long short-term memory."""
    from unrolled_cells.min_lstm_cell import MinLSTM

    return MinLSTM(config, input_size)


@cell("slstm", SLSTMConfig)
def slstm(config: SLSTMConfig, /, *, input_size: int) -> Cell:
    """Build the scalar long short-term memory of xLSTM."""
    from unrolled_cells.slstm_cell import SLSTM

    return SLSTM(config, input_size)
