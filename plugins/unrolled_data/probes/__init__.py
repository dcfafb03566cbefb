"""Probes of memory: generated sequences whose answer needs what stood a known number of steps before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import dataset
from unrolled_data.sizes import SizesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

Length = Annotated[int, Field(ge=2, le=1_000_000)]
Distance = Annotated[int, Field(ge=1, le=10_000)]


class AddingConfig(SizesConfig):
    """Adding problem: a series of numbers beside marks, to be answered with the sum of the two marked numbers."""

    length: Length = 100
    """steps of a series, at least"""
    spread: Annotated[float, Field(ge=0, le=1)] = 0.0
    """lengths are drawn from length to length * (1 + spread)"""


class CopyConfig(SizesConfig):
    """Copy problem: ten symbols, blanks, a marker; after the marker the ten symbols are to be told again."""

    blanks: Annotated[int, Field(ge=1, le=1_000_000)] = 100
    """lag: a sequence has blanks + 20 steps"""


class ParityConfig(SizesConfig):
    """Parity: a sequence of bits, to be answered with whether the number of ones among them is even or odd."""

    shortest: Length = 20
    """bits of the shortest sequence"""
    longest: Length = 40
    """bits of the longest sequence"""

    @field_validator("longest")
    @classmethod
    def _not_below(cls, longest: int, info: ValidationInfo) -> int:
        if longest < info.data.get("shortest", longest):
            raise ValueError(f"{longest} is less than shortest")
        return longest


class AgreementConfig(SizesConfig):
    """Cloze sentences whose missing word agrees with an early one, a known distance away, past words that mislead."""

    cloze: Literal["number", "language", "tense"] = "number"
    """number: is or are, after a noun; language: of the country where I grew up; tense: need or had, after a day"""
    nearest: Distance = 1
    """words between the early word and the gap, at least"""
    farthest: Distance = 50
    """words between the early word and the gap, at most"""

    @field_validator("farthest")
    @classmethod
    def _not_below(cls, farthest: int, info: ValidationInfo) -> int:
        if farthest < info.data.get("nearest", farthest):
            raise ValueError(f"{farthest} is less than nearest")
        return farthest


@dataset("adding", AddingConfig)
def adding_dataset(config: AddingConfig, /) -> Dataset:
    """Build the adding problem."""
    from unrolled_data.probes.adding import Adding

    return Adding(config)


@dataset("copy", CopyConfig)
def copy_dataset(config: CopyConfig, /) -> Dataset:
    """Build the copy problem."""
    from unrolled_data.probes.copying import Copying

    return Copying(config)


@dataset("parity", ParityConfig)
def parity_dataset(config: ParityConfig, /) -> Dataset:
    """Build the parity problem."""
    from unrolled_data.probes.parity import Parity

    return Parity(config)


@dataset("agreement", AgreementConfig)
def agreement_dataset(config: AgreementConfig, /) -> Dataset:
    """Build the sentences with a gap."""
    from unrolled_data.probes.agreement import Agreement

    return Agreement(config)
