"""Encoders without recurrence, declared: what recurrent cells are measured against; torch is imported at building."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self, cast

from pydantic import Field, model_validator

from unrolled import Config, Tune, cell
from unrolled_cells.fields import HiddenSize

if TYPE_CHECKING:
    from unrolled.contracts import Cell


class BagOfWordsConfig(Config):
    """Mean of the words so far (Iyyer et al., 2015), blind to their order."""

    hidden_size: HiddenSize = 128
    """width of the outputs"""


class MLPConfig(Config):
    """Standard network over the first positions (Rumelhart et al., 1986), with weights of its own for each."""

    hidden_size: HiddenSize = 128
    """width of the outputs"""
    max_length: Annotated[int, Field(ge=1, le=65_536), Tune(16, 256, log=True)] = 64
    """positions that it sees, later ones it does not; each costs hidden_size times the input's width in weights"""


class AttentionConfig(Config):
    """Causal self-attention block (Vaswani et al., 2017) with sinusoidal positions."""

    # Without a range to search: most widths drawn from one would not be divisible by the heads.
    hidden_size: Annotated[int, Field(ge=1, le=65_536)] = 128
    """width of the outputs, divisible by heads"""
    heads: Annotated[int, Field(ge=1, le=1_024)] = 4
    """parts of the width, each of which attends on its own"""

    @model_validator(mode="after")
    def _divisible(self) -> Self:
        if self.hidden_size % self.heads:
            near = self.heads * max(1, round(self.hidden_size / self.heads))
            raise ValueError(f"hidden_size {self.hidden_size} is not divisible by heads {self.heads}, but {near} is")
        return self


class ConvolutionConfig(Config):
    """Picture read row by row through filters (LeCun et al., 1998), and the most that was seen so far."""

    hidden_size: HiddenSize = 128
    """width of the outputs"""
    filters: Annotated[int, Field(ge=1, le=4_096), Tune(8, 64, log=True)] = 16
    """filters of each of the two layers"""
    channels: Annotated[int, Field(ge=1, le=1_024)] = 1
    """numbers of a pixel, which stand together in a row: 1 for grey, 3 for colours"""


@cell("bag-of-words", BagOfWordsConfig, recurrent=False)
def bag_of_words(config: BagOfWordsConfig, /, *, input_size: int) -> Cell:
    """Build the mean of the words so far.

    Args:
        config: its fields.
        input_size: width of the input.
    """
    from unrolled_cells.bag_of_words_cell import BagOfWords

    return cast("Cell", BagOfWords(config, input_size))


@cell("mlp", MLPConfig, recurrent=False)
def mlp(config: MLPConfig, /, *, input_size: int) -> Cell:
    """Build the standard network.

    Args:
        config: its fields.
        input_size: width of the input.
    """
    from unrolled_cells.mlp_cell import MLP

    return cast("Cell", MLP(config, input_size))


@cell("attention", AttentionConfig, recurrent=False)
def attention(config: AttentionConfig, /, *, input_size: int) -> Cell:
    """Build a block of causal self-attention.

    Args:
        config: its fields.
        input_size: width of the input.
    """
    from unrolled_cells.attention_cell import Attention

    return cast("Cell", Attention(config, input_size))


@cell("convolution", ConvolutionConfig, recurrent=False)
def convolution(config: ConvolutionConfig, /, *, input_size: int) -> Cell:
    """Build the filters over a picture.

    Args:
        config: its fields.
        input_size: width of the input: a row's pixels.
    """
    from unrolled_cells.convolution_cell import Convolution

    return cast("Cell", Convolution(config, input_size))
