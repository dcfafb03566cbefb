"""Generated sequences in which something is to be found: a motif in DNA, a movement in a clip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationInfo, field_validator

from unrolled import dataset
from unrolled_data.sizes import SizesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset


class MotifsConfig(SizesConfig):
    """DNA with a motif somewhere, or with the same bases in another order: composition tells nothing."""

    motif: Annotated[str, Field(pattern=r"^[ACGT]{4,64}$")] = "TGACTCAT"
    """bases to be found"""
    length: Annotated[int, Field(ge=8, le=1_000_000)] = 60
    """bases of a sequence"""

    @field_validator("motif")
    @classmethod
    def _mixed(cls, motif: str) -> str:
        if len(set(motif)) == 1:
            raise ValueError(f"{motif} is the same in every order")
        return motif

    @field_validator("length")
    @classmethod
    def _roomy(cls, length: int, info: ValidationInfo) -> int:
        if length < len(info.data.get("motif", "")):
            raise ValueError(f"{length} is less than the motif has")
        return length


class MovingShapesConfig(SizesConfig):
    """Clips of a shape that goes left, right, up or down or stands still; no single frame tells which."""

    steps: Annotated[int, Field(ge=2, le=10_000)] = 10
    """frames of a clip"""
    size: Annotated[int, Field(ge=8, le=256)] = 12
    """height and width of a frame in pixels; what leaves it on one side comes back on the other"""
    noise: Annotated[float, Field(ge=0, le=1)] = 0.1
    """standard deviation of what is added to every pixel, where the shape is 1 and the rest 0"""


@dataset("motifs", MotifsConfig)
def motifs_dataset(config: MotifsConfig, /) -> Dataset:
    """Build the DNA with and without a motif."""
    from unrolled_data.patterns.motifs import Motifs

    return Motifs(config)


@dataset("moving-shapes", MovingShapesConfig)
def moving_shapes_dataset(config: MovingShapesConfig, /) -> Dataset:
    """Build the clips."""
    from unrolled_data.patterns.moving_shapes import MovingShapes

    return MovingShapes(config)
