"""A held-out part with its share of every class."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from unrolled_data.splits import ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Example = TypeVar("Example")


def held_back(
    examples: Sequence[Example],
    key: Callable[[Example], str],
    label: Callable[[Example], str],
    *,
    share: float,
    seed: int,
) -> tuple[list[Example], list[Example]]:
    """Hold back a share of every class, and one example of it at least where it has two.

    Args:
        examples: in the order that both parts keep.
        key: what an example is known by; equal ones never part.
        label: the class of an example.
        share: of the distinct keys of a class.
        seed: of the draw.

    Returns:
        What is left to train on, and what is held back.
    """
    by_class: dict[str, list[str]] = {}
    for own, name in dict(zip(map(key, examples), map(label, examples), strict=True)).items():
        by_class.setdefault(name, []).append(own)
    held: set[str] = set()
    for keys in by_class.values():
        held.update(ranked(keys, seed)[: min(len(keys) - 1, max(1, round(share * len(keys))))])
    kept = [example for example in examples if key(example) not in held]
    return kept, [example for example in examples if key(example) in held]
