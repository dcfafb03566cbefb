"""What tasks with one answer a sequence have in common in params.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from unrolled import Config, Tune


class PoolingConfig(Config):
    """One vector for a whole sequence, and a linear layer on it."""

    pooling: Literal["max", "mean", "last"] = "max"
    """what becomes of the outputs over time: their maximum, their mean, or the last valid one"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of pooled features dropped before the output layer"""
