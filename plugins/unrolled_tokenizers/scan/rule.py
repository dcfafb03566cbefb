"""What is said to a scan, and what it gives.

Shapes: N ids, S lines, S1 one more than S, W words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNK, PADDING = "<unk>", "<pad>"
Invalid = Literal["strict", "replace", "skip"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How text becomes tokens, and which tokens get an id.

    Args:
        unit: words are what white space parts; characters are code points, white space among them.
        lowercase: turn capitals into small letters first.
        normalise: bring what is left into a Unicode normal form.
        min_count: tokens seen less often get no id of their own.
        max_size: tokens with an id at most, the most frequent ones; the specials are not counted; None: all.
        invalid: what bytes that are no UTF-8 do: end the scan, become U+FFFD, or vanish; they are counted.
        max_word_bytes: a longer word gets no id of its own and is counted, so that a file without white space
            fills no memory; it is not looked at, not even for bytes that are no UTF-8.
        specials: tokens that are no words; they take the ids from 1 on, behind padding. Tokens without an id become
            ``<unk>`` where it is among them, and are left out of the text elsewhere.
    """

    unit: Literal["word", "character"] = "word"
    lowercase: bool = False
    normalise: Literal["none", "NFC"] = "none"
    min_count: int = 1
    max_size: int | None = None
    invalid: Invalid = "strict"
    max_word_bytes: int = 1000
    specials: tuple[str, ...] = (UNK,)

    @property
    def reserved(self) -> tuple[str, ...]:
        """Words that get no id by being seen: padding, which is no token, and the specials, which have theirs."""
        return (PADDING, *self.specials)

    @property
    def unknown_id(self) -> int:
        """Id of a token that has none of its own; 0, which stands for no token, where it is left out."""
        return 1 + self.specials.index(UNK) if UNK in self.specials else 0

    @property
    def command(self) -> str:
        """What shows the fields of the tokenizer that scans by this rule."""
        return f"unrolled show tokenizer {'whitespace' if self.unit == 'word' else 'character'}"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A corpus as ids.

    Args:
        ids_N: int32, memory-mapped; words and their specials alone, no padding.
        offsets_S1: int64, memory-mapped; line s is ``ids_N[offsets_S1[s]:offsets_S1[s + 1]]``.
        words: in the order of their ids, behind padding and the specials: the most frequent first, among words of one
            frequency the first seen.
        counts_W: int64, how often each stood in the text.
        specials: as the rule has them.
        too_long: number of words longer than the rule allows.
        invalid: number of places that were no UTF-8.
    """

    ids_N: NDArray[np.int32]
    offsets_S1: NDArray[np.int64]
    words: list[str]
    counts_W: NDArray[np.int64]
    specials: tuple[str, ...]
    too_long: int
    invalid: int

    @property
    def vocab_size(self) -> int:
        """Number of ids, padding and the specials among them."""
        return 1 + len(self.specials) + len(self.words)
