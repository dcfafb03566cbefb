"""The handwritten digits in the package scikit-learn.

Source: Alpaydin and Kaynak (1998), "Cascading classifiers", section 4, for the digits.

Shapes: T rows of an image, I pixels of a row.
"""

from __future__ import annotations

import csv
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.files.source import opened
from unrolled_data.packages import shipped
from unrolled_data.splits import by_seed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unrolled_data.images import DigitsConfig

    Example = dict[str, Any]

PACKAGE, FILE = "scikit-learn", "sklearn/datasets/data/digits.csv.gz"
SIZE, BRIGHTEST = 8, 16


class Digits:
    """Eight rows of eight pixels from 0 to 1, and the digit.

    Args:
        config: shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"image": "frames", "digit": "label"}
    inputs = Inputs(packaged=((PACKAGE, FILE),))

    def __init__(self, config: DigitsConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the packaged file.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.
        """
        path = shipped(PACKAGE, FILE, dataset="digits")
        with opened(path) as stream, TextIOWrapper(stream, "utf-8") as text:
            examples = [_example(row) for row in csv.reader(text)]
        shares = {"validation": self._config.validation_share, "test": self._config.test_share}
        return by_seed(examples, lambda example: example["image"].tobytes().hex(), shares=shares, seed=seed, where=path)


def _example(row: list[str]) -> Example:
    *pixels, digit = (float(cell) for cell in row)
    return {"image": np.array(pixels, np.float32).reshape(SIZE, SIZE) / BRIGHTEST, "digit": str(int(digit))}
