"""Attention scorers: how well each place of a source fits what a decoder is about to say; torch comes at building."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from unrolled import Component, Config, Tune, hookimpl, scorer

if TYPE_CHECKING:
    from unrolled.contracts import Scorer


class DotConfig(Config):
    """Product of query and key (Luong et al., 2015), which are of one width; it learns nothing."""


class GeneralConfig(Config):
    """Product of query and key with a matrix between them (Luong et al., 2015)."""


class AdditiveConfig(Config):
    """One layer over query and key together (Bahdanau et al., 2015)."""

    hidden_size: Annotated[int, Field(ge=1, le=65_536), Tune(32, 512, log=True)] = 128
    """width of the layer"""


class LocationConfig(AdditiveConfig):
    """The additive scorer that also sees where it looked before (Chorowski et al., 2015)."""

    channels: Annotated[int, Field(ge=1, le=1_024), Tune(4, 32, log=True)] = 10
    """filters over the weights of the step before"""
    width: Annotated[int, Field(ge=1, le=1_023)] = 31
    """places that a filter spans, an odd number: as many before a place as behind it"""

    @field_validator("width")
    @classmethod
    def _centred(cls, width: int) -> int:
        if width % 2 == 0:
            raise ValueError(f"{width} is even and has no middle, but {width + 1} has")
        return width


@scorer("dot", DotConfig)
def dot(config: DotConfig, /, *, query_size: int, key_size: int) -> Scorer:
    """Build the product; it has no options."""
    del config
    from unrolled_scorers.products import Dot

    return Dot(query_size, key_size)


@scorer("general", GeneralConfig)
def general(config: GeneralConfig, /, *, query_size: int, key_size: int) -> Scorer:
    """Build the product with a matrix; it has no options."""
    del config
    from unrolled_scorers.products import General

    return General(query_size, key_size)


@scorer("additive", AdditiveConfig)
def additive(config: AdditiveConfig, /, *, query_size: int, key_size: int) -> Scorer:
    """Build the layer over query and key."""
    from unrolled_scorers.layers import Additive

    return Additive(config, query_size, key_size)


@scorer("location", LocationConfig)
def location(config: LocationConfig, /, *, query_size: int, key_size: int) -> Scorer:
    """Build the layer that sees the weights of the step before."""
    from unrolled_scorers.layers import Location

    return Location(config, query_size, key_size)


@hookimpl
def components() -> Sequence[Component]:
    """Return the scorers of this package."""
    return [dot, general, additive, location]
