"""Tables of vectors that the tests share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from unrolled.vectors import WordVectors

FEATURES = {
    "man": [-1, 0.01, 0.03, 0.04],
    "woman": [1, 0.02, 0.02, 0.01],
    "king": [-0.95, 0.93, 0.07, 0.02],
    "queen": [0.97, 0.95, 0.69, 0.01],
    "apple": [0, -0.01, 0.03, 0.95],
    "orange": [0.01, 0, 0.02, 0.97],
}
"""Gender, royal, age and food, as the lecture prints them; the age of king, .07, is a typing error for .70."""


@pytest.fixture
def features() -> Callable[..., WordVectors]:
    """Return a maker of the lecture's table: as printed, with some rows replaced."""

    def make(**changed: list[float]) -> WordVectors:
        rows = FEATURES | changed
        return WordVectors(list(rows), np.array(list(rows.values()), np.float32))

    return make


@pytest.fixture
def table() -> WordVectors:
    """Return random vectors of words, some of them not ASCII."""
    random = np.random.default_rng(1)
    words = [f"w{row}" for row in range(1_990)] + ["é", "日本", "naïve", "a.b", "1", "-", "#", '"', "</s>", "x\u00a0y"]
    return WordVectors(words, random.standard_normal((2_000, 7)).astype(np.float32))
