"""Folk tunes in ABC notation, from the package music21."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import dataset
from unrolled_data.sizes import SharesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

PACKAGE = "music21"
Collection = Literal["airds", "essen", "oneills", "ryans"]


class FolkTunesConfig(SharesConfig):
    """Folk tunes as text in ABC notation, one a text: Irish, Scottish and American reels, German songs."""

    collections: Annotated[tuple[Collection, ...], Field(min_length=1)] = ("oneills", "ryans")
    """Aird's Airs (1,180 tunes), Essen songs (8,500), O'Neill's Music of Ireland (2,000), Ryan's Mammoth (1,050)"""


@dataset("folk-tunes", FolkTunesConfig, libraries=(PACKAGE,))
def folk_tunes_dataset(config: FolkTunesConfig, /) -> Dataset:
    """Build the reader of music21's tunes."""
    from unrolled_data.folk_tunes.tunes import FolkTunes

    return FolkTunes(config)
