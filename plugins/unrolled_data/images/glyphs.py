"""Characters drawn in the DejaVu fonts that matplotlib ships.

Shapes: T rows of an image, I pixels of a row.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.images import MATPLOTLIB
from unrolled_data.packages import imported, shipped
from unrolled_data.splits import by_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from unrolled_data.images import GlyphsConfig

    Example = dict[str, Any]

DATASET = "glyphs"
POINTS_PER_INCH = 72
FILL = 0.75
"""Size of the type, as a part of the image's height."""
BRIGHTEST = 255


class Glyphs:
    """Pixels from 0 to 1 of a character in the middle of its image, and its Unicode name in small letters.

    Args:
        config: fonts, size, shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"image": "frames", "name": "text"}

    def __init__(self, config: GlyphsConfig) -> None:
        self._config = config
        self._files = [f"matplotlib/mpl-data/fonts/ttf/DejaVu{font}.ttf" for font in dict.fromkeys(config.fonts)]
        self.inputs = Inputs(packaged=tuple((MATPLOTLIB, file) for file in self._files))

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Draw every character that a font has, that Unicode names and that fits into an image.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.

        Raises:
            DataError: matplotlib is not installed.
        """
        config = self._config
        paths = [shipped(MATPLOTLIB, file, dataset=DATASET) for file in self._files]
        examples = [example for path in paths for example in _drawn(path, config.size)]
        shares = {"validation": config.validation_share, "test": config.test_share}
        return by_seed(examples, lambda example: example["name"], shares=shares, seed=seed, where=paths[0])


def _drawn(path: str, size: int) -> Iterator[Example]:
    ft2font = imported("matplotlib.ft2font", package=MATPLOTLIB, dataset=DATASET)
    font = ft2font.FT2Font(path)
    font.set_size(FILL * size, POINTS_PER_INCH)
    for code in sorted(font.get_charmap()):
        name = unicodedata.name(chr(code), "").lower()
        if name:
            font.set_text(chr(code), 0.0, flags=ft2font.LoadFlags.NO_HINTING)
            font.draw_glyphs_to_bitmap(antialiased=True)
            drawn_TI = np.asarray(font.get_image())
            if drawn_TI.any() and max(drawn_TI.shape) <= size:
                yield {"image": _centred(drawn_TI, size), "name": name}


def _centred(drawn_TI: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
    image_TI = np.zeros((size, size), np.float32)
    top, left = ((size - extent) // 2 for extent in drawn_TI.shape)
    image_TI[top : top + drawn_TI.shape[0], left : left + drawn_TI.shape[1]] = drawn_TI / BRIGHTEST
    return image_TI
