"""The cells with gates and one state, declared; torch is imported when one is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import Tune, cell
from unrolled_cells.fields import RecurrentConfig

if TYPE_CHECKING:
    from unrolled.contracts import Cell


class SimplifiedGRUConfig(RecurrentConfig):
    """Gated recurrent unit with an update gate alone (the GRU of Cho et al., 2014, without its reset gate)."""


class GRUConfig(RecurrentConfig):
    """Gated recurrent unit (Cho et al., 2014)."""

    update_gate: Literal["keeps", "renews"] = "keeps"
    """what an update gate of one does: keeps the old state, as in torch, or renews it, as in the lectures"""
    reset: Literal["after", "before"] = "after"
    """where the reset gate acts: after the product with the state, as in torch and cuDNN, or before it"""


class MinGRUConfig(RecurrentConfig):
    """Minimal gated recurrent unit (Feng et al., 2024): the gate sees the input alone."""


class RHNConfig(RecurrentConfig):
    """Recurrent highway network (Zilly et al., 2017): several highway layers within each step."""

    depth: Annotated[int, Field(ge=1, le=64), Tune(1, 8)] = 2
    """highway layers within a step"""


@cell("gru-simplified", SimplifiedGRUConfig)
def gru_simplified(config: SimplifiedGRUConfig, /, *, input_size: int) -> Cell:
    """Build a gated recurrent unit with one gate."""
    from unrolled_cells.gru_simplified_cell import SimplifiedGRU

    return SimplifiedGRU(config, input_size)


@cell("gru", GRUConfig, fused=lambda config: config.reset == "after")
def gru(config: GRUConfig, /, *, input_size: int) -> Cell:
    """Build a gated recurrent unit."""
    from unrolled_cells.gru_cell import GRU, ResetBeforeGRU

    return GRU(config, input_size) if config.reset == "after" else ResetBeforeGRU(config, input_size)


@cell("min-gru", MinGRUConfig)
def min_gru(config: MinGRUConfig, /, *, input_size: int) -> Cell:
    """Build a minimal gated recurrent unit."""
    from unrolled_cells.min_gru_cell import MinGRU

    return MinGRU(config, input_size)


@cell("rhn", RHNConfig)
def rhn(config: RHNConfig, /, *, input_size: int) -> Cell:
    """Build a recurrent highway network."""
    from unrolled_cells.rhn_cell import RHN

    return RHN(config, input_size)
