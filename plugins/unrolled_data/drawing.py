"""Generated examples: drawn by the seed, split by split, and none of them twice over in two splits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from unrolled_data.sizes import SizesConfig

    Example = dict[str, Any]
    Draw = Callable[[np.random.Generator], Example]
    Key = Callable[[Example], object]

PATIENCE = 10_000
"""Draws in a row that may be in another split before the examples count as used up."""


class Drawn:
    """Examples of one split; every iteration draws the same ones anew.

    Args:
        draw: one example.
        count: how many are wanted.
        seed: of the split's random numbers.
        key: what an example is known by.
        banned: keys of the examples of other splits.
    """

    def __init__(
        self, draw: Draw, count: int, *, seed: tuple[int, int], key: Key, banned: Collection[object] = ()
    ) -> None:
        self._draw = draw
        self._count = count
        self._seed = seed
        self._key = key
        self._banned = banned

    def __iter__(self) -> Iterator[Example]:
        """Yield examples; a DataError where other splits hold all there are."""
        rng = np.random.default_rng(self._seed)
        return (self._unseen(rng) for _ in range(self._count))

    def _unseen(self, rng: np.random.Generator) -> Example:
        for _ in range(PATIENCE):
            example = self._draw(rng)
            if not self._banned or self._key(example) not in self._banned:
                return example
        what = "validation and test hold all examples that there are: ask for fewer of them, or for longer examples"
        raise DataError(Problem(what, where="data"))


def drawn_splits(sizes: SizesConfig, seed: int, draw: Draw, key: Key) -> dict[str, Iterable[Example]]:
    """Draw every split; the training split as it is iterated.

    Args:
        sizes: of the splits.
        seed: another seed gives other examples.
        draw: one example, from a generator of random numbers and nothing else.
        key: what an example is known by; no key is in two splits.

    Returns:
        Split name to examples.

    Raises:
        DataError: there are fewer different examples than are asked for.
    """
    splits: dict[str, Iterable[Example]] = {}
    banned: set[object] = set()
    for number, (split, count) in enumerate({"validation": sizes.validation, "test": sizes.test}.items()):
        splits[split] = held = list(Drawn(draw, count, seed=(seed, number), key=key, banned=frozenset(banned)))
        banned.update(map(key, held))
    return {"train": Drawn(draw, sizes.train, seed=(seed, len(splits)), key=key, banned=banned), **splits}
