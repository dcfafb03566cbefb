"""Which words get an id.

Shapes: C words of all, W words with an id of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import DataError, Problem
from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.scan.tables import NOTHING, TOO_LONG
from unrolled_tokenizers.scan.word_table import FIRST
from unrolled_tokenizers.scan.words import Words, to_lines


def choose(
    census: Words, rule: Rule, tokens: int, where: str
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int32]]:
    """Choose the words of a vocabulary, in the order of their ids.

    Args:
        census: all words of the corpus, or all that are frequent enough.
        rule: of the scan.
        tokens: number of all tokens of the corpus.
        where: the corpus, for a message.

    Returns:
        The words, counts_W, and id_C1 by number, 0 for nothing; the last one is that of a word left out.

    Raises:
        DataError: no word is left.
    """
    counts_C, firsts_C, first_id = census.counts_V, census.rows_V4[:, FIRST], 1 + len(rule.specials)
    kept_W = np.flatnonzero((counts_C >= max(1, rule.min_count)) & (firsts_C >= 0))
    kept_W = kept_W[np.lexsort((firsts_C[kept_W], -counts_C[kept_W]))][: rule.max_size]
    if not kept_W.size:
        raise DataError(Problem(_nothing_left(census, rule, tokens), where=where, command=rule.command))
    id_C1 = np.full(len(counts_C) + 1, rule.unknown_id, np.int32)
    id_C1[kept_W] = np.arange(first_id, first_id + kept_W.size)
    id_C1[NOTHING] = 0
    id_C1[NOTHING + 2 : NOTHING + 1 + first_id] = np.arange(1, first_id)
    words = to_lines(census, kept_W).tobytes().decode().split("\n")[:-1]
    return words, counts_C[kept_W], id_C1


def _nothing_left(census: Words, rule: Rule, tokens: int) -> str:
    if tokens > census.counts_V[census.rows_V4[:, FIRST] < 0].sum():
        return f"none of its {rule.unit}s occurs {rule.min_count} times; lower tokenizer.min_count"
    if census.counts_V[TOO_LONG]:
        return f"all its words are longer than {rule.max_word_bytes} bytes; raise tokenizer.max_word_bytes"
    return f"there are no {rule.unit}s in it"
