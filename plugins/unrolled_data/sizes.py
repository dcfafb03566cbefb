"""How large the splits of a dataset are: as numbers where it is drawn, as shares where it is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from unrolled import Config

Share = Annotated[float, Field(gt=0, lt=0.5)]
Size = Annotated[int, Field(ge=1, le=100_000_000)]


class SizesConfig(Config):
    """Sizes of the splits of a dataset that is drawn."""

    train: Size = 10_000
    """training examples"""
    validation: Size = 1_000
    """examples to choose an epoch by"""
    test: Size = 1_000
    """examples to score"""


class SharesConfig(Config):
    """Shares of what is held out of a dataset that brings no splits."""

    validation_share: Share = 0.1
    """share of the distinct examples held out to choose an epoch by"""
    test_share: Share = 0.1
    """share of the distinct examples held out to score"""
