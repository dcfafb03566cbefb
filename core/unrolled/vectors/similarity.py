"""How well cosines agree with what people say of pairs of words: WordSim-353, SimLex-999, MEN, RG-65, Rare Words.

Shapes: P pairs, E embedding.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unrolled.errors import DataError, Problem
from unrolled.vectors.cosines import unit
from unrolled.vectors.lines import text_lines
from unrolled.vectors.table import WordVectors

_SEPARATORS = (re.compile(r"\t"), re.compile(r"[,;]"), re.compile(r"\s+"))
_WORDS = 2
_log = logging.getLogger("unrolled")
_COMMAND = "unrolled vectors similarity --help"


class Pair(NamedTuple):
    """Two words, and how alike people find them."""

    one: str
    other: str
    score: float


@dataclass(frozen=True, slots=True)
class SimilarityScore:
    """What vectors made of a file of pairs.

    Args:
        spearman: rank correlation of cosines and people's scores; None where it is not defined.
        covered: pairs whose words both have vectors.
        total: pairs.
    """

    spearman: float | None
    covered: int
    total: int


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs of words: two words and a score a line, parted by tabs, commas or spaces.

    Of further columns none is read but where the third is a part of speech, as in SimLex-999: then the score is the
    first number behind it. A first line without a number names the columns.

    Args:
        path: of the file, gzipped where its name ends in ``.gz``.

    Raises:
        DataError: the file is missing, empty or malformed; the message names the line.
    """
    pairs: list[Pair] = []
    for place, (number, line) in enumerate(text_lines(path)):
        pair = _pair(line)
        if pair and not math.isfinite(pair.score):
            raise DataError(Problem(f"the score is {pair.score}", where=f"{path}:{number}", command=_COMMAND))
        if pair:
            pairs.append(pair)
        elif not place:
            _tell_of_columns(path, number, line)
        else:
            raise DataError(Problem("holds no two words and a score", where=f"{path}:{number}", command=_COMMAND))
    if not pairs:
        raise DataError(Problem("holds no pair of words with a score", where=str(path), command=_COMMAND))
    return pairs


def _tell_of_columns(path: Path, number: int, line: str) -> None:
    """Say what a line is taken for, unless it speaks of words, as those that name columns do."""
    if "word" not in line.lower():
        _log.warning("%s:%d: holds no score and is taken for the names of the columns: %s", path, number, line.strip())


def score_pairs(table: WordVectors, pairs: Sequence[Pair]) -> SimilarityScore:
    """Compare cosines with people's scores; words without vectors are left out and counted.

    Args:
        table: of vectors.
        pairs: with scores.
    """
    found = [(table.find(one), table.find(other), score) for one, other, score in pairs]
    covered = [(u_E, v_E, score) for u_E, v_E, score in found if u_E is not None and v_E is not None]
    if not covered:
        return SimilarityScore(None, 0, len(pairs))
    u_PE, v_PE = (unit(np.stack([each[side] for each in covered])) for side in (0, 1))
    scores_P = [score for *_, score in covered]
    return SimilarityScore(spearman((u_PE * v_PE).sum(axis=1), scores_P), len(covered), len(pairs))


def spearman(one_P: ArrayLike, other_P: ArrayLike) -> float | None:
    """Return Spearman's rank correlation: Pearson's of the ranks, the mean of their ranks for equal values.

    Args:
        one_P: values.
        other_P: as many.

    Returns:
        From -1 to 1; None where all values of a side are equal.
    """
    ranks_2P = np.stack([_ranks(np.asarray(side)) for side in (one_P, other_P)])
    ranks_2P -= ranks_2P.mean(axis=1, keepdims=True)
    squares_2 = (ranks_2P**2).sum(axis=1)
    return float(ranks_2P[0] @ ranks_2P[1] / np.sqrt(squares_2.prod())) if squares_2.all() else None


def _ranks(values_P: NDArray[np.floating]) -> NDArray[np.float64]:
    _, group_P, counts = np.unique(values_P, return_inverse=True, return_counts=True)
    return (counts.cumsum() - (counts - 1) / 2)[group_P]


def _pair(line: str) -> Pair | None:
    separator = next(each for each in _SEPARATORS if len(each.split(line)) > _WORDS or each is _SEPARATORS[-1])
    one, other, *rest = [*separator.split(line), "", ""]
    numbers = (_number(field) for field in rest[:_WORDS])
    score = next((number for number in numbers if number is not None), None)
    return Pair(one.strip(), other.strip(), score) if score is not None else None


def _number(field: str) -> float | None:
    try:
        return float(field)
    except ValueError:
        return None
