"""A small file of examples for the fields of a task, so that an experiment with files of one's own runs at once."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from itertools import product
from typing import Any

from unrolled.contracts import FieldKind

SAMPLE = "sample.jsonl"
_WHO, _DOES, _WHAT = (
    ("the cat", "a dog", "my bird", "the child", "a fox", "our owl"),
    ("sees", "likes", "follows", "ignores", "fears"),
    ("the moon", "a river", "the old house", "bread", "snow", "music"),
)
_DISLIKES = {"ignores", "fears"}
_PARTS = {"the": "DET", "a": "DET", "my": "DET", "our": "DET", "old": "ADJ"} | dict.fromkeys(_DOES, "VERB")
_LETTERS = " abcdefghijklmnopqrstuvwxyz"
_BITS = len(_LETTERS).bit_length()
_PAST, AHEAD = 24, 6
"""Steps of a series that is read, and of what follows it."""


def sample(fields: Mapping[str, FieldKind]) -> bytes:
    """Return sentences, and what the other fields say of them, as JSON Lines.

    Args:
        fields: role to kind; what is no ``input`` can be learned from what is.
    """
    heard = fields.get("input") == "frames"
    series = heard and fields.get("target") == "frames"
    sentences = [" ".join(parts).split() for parts in product(_WHO, _DOES, _WHAT)]
    rows = (
        _waves(place)
        if series
        else {
            role: _value(kind, words, words if heard or role == "input" else words[::-1])
            for role, kind in fields.items()
        }
        for place, words in enumerate(sentences)
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _value(kind: FieldKind, words: list[str], said: list[str]) -> Any:
    """Return what a field says of a sentence; ``said`` is how it tells the sentence itself."""
    match kind:
        case "text":
            return " ".join(said)
        case "tokens":
            return said
        case "label":
            return "dislike" if _DISLIKES & set(words) else "like"
        case "labels":
            return [_PARTS.get(word, "NOUN") for word in words]
        case "number":
            return len(words)
        case "frames":
            return [_frame(letter) for letter in " ".join(said) for _ in range(2)]


def _frame(letter: str) -> list[float]:
    """Return the number of a letter in binary."""
    number = _LETTERS.index(letter) + 1
    return [float(number >> bit & 1) for bit in range(_BITS)]


def _waves(place: int) -> dict[str, list[list[float]]]:
    """Return a wave of a length of its own, and how it goes on."""
    period = 6 + place % 7
    wave = [[round(math.sin(2 * math.pi * (place + step) / period), 4)] for step in range(_PAST + AHEAD)]
    return {"input": wave[:_PAST], "target": wave[_PAST:]}
