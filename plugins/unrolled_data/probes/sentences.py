"""What the sentences of the agreement probe are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Frame:
    """One kind of sentence: opening with a cue, anything in between, a close, and then the gap.

    Args:
        opening: words before the cue.
        answers: cue to the word that the gap asks for.
        clauses: what can stand in between; ``{}`` is any cue, so that the nearest one says nothing.
        close: the last words before the gap.
    """

    opening: tuple[str, ...]
    answers: Mapping[str, str]
    clauses: tuple[str, ...]
    close: tuple[str, ...]


FILLERS = ("quite", "really", "rather", "still", "often", "perhaps")
"""Words that fill up what no clause fits into."""

_THINGS = ("key", "dog", "letter", "chair", "river", "window", "teacher", "garden", "road", "singer", "boat", "tree")
_PRESENT, _PAST = ("today", "now", "nowadays"), ("yesterday", "then", "once")

FRAMES: Mapping[str, Frame] = {
    "number": Frame(
        opening=("the",),
        answers={**dict.fromkeys(_THINGS, "is"), **{f"{thing}s": "are" for thing in _THINGS}},
        clauses=("near the {}", "behind the old {}", "of the {}", "beside the {} and the {}", "that we had seen"),
        close=(),
    ),
    "language": Frame(
        opening=("i", "grew", "up", "in"),
        answers={
            "france": "french",
            "germany": "german",
            "spain": "spanish",
            "italy": "italian",
            "poland": "polish",
            "japan": "japanese",
            "turkey": "turkish",
            "sweden": "swedish",
        },
        clauses=("but now live in {}", "and once went to {}", "where it rains", "my friends moved to {}", "long ago"),
        close=("i", "speak", "fluent"),
    ),
    "tense": Frame(
        opening=(),
        answers={**dict.fromkeys(_PRESENT, "need"), **dict.fromkeys(_PAST, "had")},
        clauses=("unlike {}", "with all these bills", "in this large house", "for my sister and her dog", "so late"),
        close=("i",),
    ),
}
