"""Images as series of pixel rows: digits with their values, glyphs with their names, pictures with captions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator

from unrolled import dataset
from unrolled_data.files.config import Location
from unrolled_data.sizes import SharesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

MATPLOTLIB = "matplotlib"
Font = Literal["Sans", "Sans-Bold", "SansMono", "Serif", "Serif-Bold"]


class DigitsConfig(SharesConfig):
    """Handwritten digits, 1,797 images of 8 x 8 pixels, row by row."""


class GlyphsConfig(SharesConfig):
    """Characters as the DejaVu fonts draw them, with their Unicode names; a character is in one split alone."""

    fonts: Annotated[tuple[Font, ...], Field(min_length=1)] = ("Sans", "Serif")
    """in which every character is drawn that they have"""
    size: Annotated[int, Field(ge=8, le=128)] = 24
    """height and width of an image in pixels"""


class ImageCaptionsConfig(SharesConfig):
    """Pictures in a file of numpy and their captions in a table, row by row."""

    images: Location
    """path of an .npz or .npy with one array, pictures x height x width or pictures x height x width x colours"""
    captions: Location
    """path or URL of a tsv with a header and a row a picture, packed (gz, bz2, xz) or not"""
    caption: Annotated[str, Field(min_length=1)] = "caption"
    """column of the captions"""
    group: Annotated[str, Field(min_length=1)] | None = None
    """column of what a picture shows: pictures that show the same are in one split; null: those of one caption are"""
    ignored: str = ""
    """regular expression of what says nothing in column group, such as the skin tone in a code point"""

    @field_validator("ignored")
    @classmethod
    def _compiles(cls, ignored: str) -> str:
        try:
            re.compile(ignored)
        except re.error as error:
            raise ValueError(f"{error.msg} at position {error.pos} of {ignored!r}") from error
        return ignored


@dataset("digits", DigitsConfig)
def digits_dataset(config: DigitsConfig, /) -> Dataset:
    """Build the reader of scikit-learn's digits."""
    from unrolled_data.images.digits import Digits

    return Digits(config)


@dataset("glyphs", GlyphsConfig, libraries=(MATPLOTLIB,))
def glyphs_dataset(config: GlyphsConfig, /) -> Dataset:
    """Build the drawer of characters."""
    from unrolled_data.images.glyphs import Glyphs

    return Glyphs(config)


@dataset("image-captions", ImageCaptionsConfig)
def image_captions_dataset(config: ImageCaptionsConfig, /) -> Dataset:
    """Build the reader of pictures with captions."""
    from unrolled_data.images.captions import ImageCaptions

    return ImageCaptions(config)
