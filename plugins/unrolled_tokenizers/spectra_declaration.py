"""Declaration of the tokenizer of waves: spectra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from unrolled import Config, tokenizer
from unrolled_tokenizers.mel_scale import hertz, mel

if TYPE_CHECKING:
    from unrolled.contracts import FrameTokenizer


class SpectraConfig(Config):
    """Log-mel spectra of a wave, or their cepstral coefficients (MFCC), a frame every few milliseconds."""

    sample_rate: Annotated[int, Field(ge=100, le=1_000_000)] = 16_000
    """samples a second, as the data have them"""
    window: Annotated[float, Field(gt=0, le=10)] = 0.025
    """seconds a frame"""
    hop: Annotated[float, Field(gt=0, le=10)] = 0.010
    """seconds from the start of one frame to that of the next, at most window; zeros fill up the last one"""
    bands: Annotated[int, Field(ge=2, le=512)] = 40
    """triangular bands, evenly spaced on the mel scale"""
    lowest: Annotated[float, Field(ge=0)] = 20.0
    """hertz where the first band begins"""
    highest: Annotated[float, Field(gt=0)] | None = None
    """hertz where the last band ends; null: half the sample rate"""
    coefficients: Annotated[int, Field(ge=1, le=512)] | None = None
    """cepstral coefficients a frame in place of the bands, at most as many; null: the bands themselves"""
    deltas: Annotated[int, Field(ge=0, le=2)] = 0
    """orders of differences over time that are joined to each frame"""
    pre_emphasis: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """share of the sample before that is taken off each sample"""
    standardise: bool = True
    """give every number of a frame mean 0 and standard deviation 1, as measured on the training split"""

    @property
    def window_steps(self) -> int:
        """Samples a frame."""
        return max(1, round(self.window * self.sample_rate))

    @property
    def hop_steps(self) -> int:
        """Samples from the start of one frame to that of the next."""
        return max(1, round(self.hop * self.sample_rate))

    @property
    def transform_steps(self) -> int:
        """Samples of the Fourier transform: the power of two that holds a frame."""
        return 1 << (self.window_steps - 1).bit_length()

    @property
    def top(self) -> float:
        """Hertz where the last band ends."""
        return self.sample_rate / 2 if self.highest is None else self.highest

    @property
    def edges(self) -> list[float]:
        """Hertz of the bands' corners: band b rises from corner b to b + 1 and falls to b + 2."""
        low, high = mel(self.lowest), mel(self.top)
        return [hertz(low + (high - low) * corner / (self.bands + 1)) for corner in range(self.bands + 2)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        half, edges, line_width = self.sample_rate / 2, self.edges, self.sample_rate / self.transform_steps
        if self.hop > self.window:
            raise ValueError(f"hop {self.hop} is more than window: the samples between two frames would be lost")
        if not self.lowest < self.top <= half:
            raise ValueError(f"the bands need lowest < highest <= {half:g}, half the sample rate")
        if edges[2] - edges[0] < line_width:
            what = f"{self.bands} bands are too many: the first is {edges[2] - edges[0]:.0f} hertz wide"
            raise ValueError(f"{what}, and a window's spectrum has a line every {line_width:.0f} hertz")
        if (self.coefficients or 0) > self.bands:
            raise ValueError(f"coefficients {self.coefficients} are more than bands {self.bands}")
        return self


@tokenizer("spectra", SpectraConfig, reads=("frames",))
def spectra(config: SpectraConfig, /) -> FrameTokenizer:
    """Build the tokenizer of waves.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.spectra_frames import SpectraTokenizer

    return SpectraTokenizer(config)
