"""Distinct words respelled: what is no UTF-8 by the rule, small letters, a normal form.

The scan turns ASCII capitals into small letters as it reads; words beyond ASCII are few and are left to Python.

Shapes: V words of a table, K of them beyond ASCII.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.scan.tables import add_lines, with_room
from unrolled_tokenizers.scan.word_table import COUNT, FIRST, SLOT, Table
from unrolled_tokenizers.scan.words import Words, beyond_ascii, to_lines, words_of

_REPLACEMENT = "\ufffd"
_ERRORS = {"strict": "strict", "replace": "replace", "skip": "ignore"}


class NotText(Exception):  # noqa: N818 - it is caught and told as a problem of a file
    """Bytes that are no UTF-8, where the rule is strict.

    Args:
        position: of the first such byte, in all files together.
        reason: Python's words for it.
    """

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(position, reason)
        self.position, self.reason = position, reason


def decoded(data: bytes, rule: Rule, position: int) -> tuple[str, int]:
    """Return text as the rule wants it spelled, and the number of places in it that are no UTF-8.

    Args:
        data: UTF-8 or not.
        rule: of the scan.
        position: of the first byte in all files together.

    Raises:
        NotText: there is such a place, and the rule is strict.
    """
    invalid = 0
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if rule.invalid == "strict":
            raise NotText(position + error.start, error.reason) from error
        text = data.decode(errors=_ERRORS[rule.invalid])
        invalid = data.decode(errors="replace").count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())
    text = text.lower() if rule.lowercase else text
    return text if rule.normalise == "none" else unicodedata.normalize(rule.normalise, text), invalid


def respell(table: Table, rule: Rule) -> tuple[Table, NDArray[np.int32], int]:
    """Spell the words of a table as the rule wants them; words that become one are counted as one.

    Args:
        table: of words as they stand in the text, but for ASCII capitals.
        rule: of the scan.

    Returns:
        A table with the new words, number_V by old number, and the number of places that were no UTF-8.

    Raises:
        NotText: a word is no UTF-8, and the rule is strict.
    """
    words = words_of(table)
    number_V, picks_K = np.arange(len(words.counts_V), dtype=np.int32), beyond_ascii(words)
    lines = to_lines(words, picks_K).tobytes()
    spelled, invalid = _decoded_lines(lines, words, picks_K, rule)
    if spelled != lines:
        table = with_room(table, picks_K.size, len(spelled))
        table.slots_M4[table.rows_V4[picks_K, SLOT], COUNT] = 0
        counts_K, firsts_K = words.counts_V[picks_K], words.rows_V4[picks_K, FIRST]
        number_V[picks_K] = add_lines(table, np.frombuffer(spelled, np.uint8), counts_K, firsts_K)
    return table, number_V, invalid


def _decoded_lines(lines: bytes, words: Words, picks_K: NDArray[np.int64], rule: Rule) -> tuple[bytes, int]:
    try:
        lines.decode()
    except UnicodeDecodeError:
        pass
    else:
        return decoded(lines, rule, 0)[0].encode(), 0
    spelled, invalid = lines.split(b"\n"), 0
    firsts_K = words.rows_V4[picks_K, FIRST]
    for index in np.argsort(firsts_K):
        word, found = decoded(spelled[index], rule, int(firsts_K[index]))
        spelled[index] = word.encode()
        invalid += found * int(words.counts_V[picks_K[index]])
    return b"\n".join(spelled), invalid
