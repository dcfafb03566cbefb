"""Which example belongs to which split, decided by the seed and by nothing else.

Examples that share a key never part, so that no test text is also trained on. A key's place in the order depends
on the seed and the key alone: neither on where its row stands in the file nor on the version of Python.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from unrolled.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

Example = TypeVar("Example")

HELD_OUT = ("validation", "test")


def fold(text: str) -> str:
    """Return a text without the differences that make no other text: white space and case.

    Args:
        text: any text.
    """
    return " ".join(text.split()).casefold()


def ranked(keys: Iterable[str], seed: int) -> list[str]:
    """Return the distinct keys in the order that a seed puts them in.

    Args:
        keys: in any order, with or without repeats.
        seed: another seed gives another order.
    """
    return sorted(set(keys), key=lambda key: blake2b(f"{seed}\n{key}".encode(), digest_size=16).digest())


def by_seed(
    examples: Sequence[Example], key: Callable[[Example], str], *, shares: Mapping[str, float], seed: int, where: str
) -> dict[str, list[Example]]:
    """Split examples by distinct key.

    Args:
        examples: in the order that each split keeps.
        key: what an example is known by.
        shares: held-out split to its share of the distinct keys.
        seed: of the draw.
        where: the file that the examples come from, for errors.

    Returns:
        ``train``, and the held-out splits.

    Raises:
        DataError: a split is left without examples.
    """
    keys = [key(example) for example in examples]
    order = ranked(keys, seed)
    counts = {split: round(share * len(order)) for split, share in shares.items()}
    counts["train"] = len(order) - sum(counts.values())
    empty = [split for split, count in counts.items() if count < 1]
    if empty:
        what = "split '{}' would have no rows: there are only {} distinct ones to share out"
        raise DataError(*(Problem(what.format(split, len(order)), where=where) for split in empty))
    drawn = iter(order)
    home = {next(drawn): split for split, count in counts.items() for _ in range(count)}
    splits: dict[str, list[Example]] = {split: [] for split in ("train", *counts)}
    for example, own in zip(examples, keys, strict=True):
        splits[home[own]].append(example)
    return splits


def held_out(splits: Mapping[str, Iterable[Example]], key: Callable[[Example], str]) -> set[str]:
    """Return the keys that nothing may be trained on.

    Args:
        splits: as ``by_seed`` gave them.
        key: what an example is known by.
    """
    return {key(example) for split in HELD_OUT for example in splits.get(split, ())}


class Unseen(Generic[Example]):
    """Examples without those that equal a held-out one; every iteration reads them anew.

    Args:
        sources: of the examples, one after another.
        key: what an example is known by.
        banned: keys of the held-out examples.
    """

    def __init__(
        self, sources: Sequence[Iterable[Example]], key: Callable[[Example], str], banned: Collection[str]
    ) -> None:
        self._sources = sources
        self._key = key
        self._banned = banned

    def __iter__(self) -> Iterator[Example]:
        """Yield what may be learned from."""
        return (each for each in chain.from_iterable(self._sources) if self._key(each) not in self._banned)
