"""A unigram language model of pieces: too many at first, and the least useful left out again and again.

The library's own training adds in the order of a hash table, and so learns something else in every process.

Shapes: P pieces, W words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers
from tokenizers import Tokenizer as Pieces

from unrolled_tokenizers.lattice import LONGEST, Lattices
from unrolled_tokenizers.piece_bounds import put_around
from unrolled_tokenizers.piece_words import count_words, need_room
from unrolled_tokenizers.vocabulary import UNK

if TYPE_CHECKING:
    from unrolled_tokenizers.subword_declarations import UnigramConfig

_WORDS = 100_000
_SEEDS = 200_000
_KEPT_SHARE = 0.75
_LEAST = 0.5
"""Expected occurrences below which a piece is left out at once."""
_DIGITS = 6


def train_unigrams(texts: Iterator[str], config: UnigramConfig) -> Pieces:
    """Learn pieces and their log-probabilities from the 100,000 most frequent words, and letters from all.

    Args:
        texts: to count words in.
        config: how many pieces.

    Raises:
        DataError: the letters of the texts alone are more than ``vocab_size``.

    Source:
        Kudo (2018), Subword regularization, section 3.2.
    """
    pieces = Pieces(models.Unigram())
    spaces = normalizers.Replace(Regex(r"\s+"), " ")
    steps = [normalizers.NFKC(), *[normalizers.Lowercase()] * config.lowercase, spaces]
    pieces.normalizer = normalizers.Sequence(steps)
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    pieces.decoder = decoders.Metaspace()
    scores = _learned(count_words(texts, pieces), config)
    vocabulary = [*((special, 0.0) for special in config.specials), *scores]
    pieces.model = models.Unigram(vocabulary, unk_id=config.specials.index(UNK))
    pieces.add_special_tokens(list(config.specials))
    return put_around(pieces, config)


def _learned(counts: Mapping[str, int], config: UnigramConfig) -> list[tuple[str, float]]:
    """Return pieces with their log-probabilities, the most probable first."""
    letters = sorted({letter for word in counts for letter in word})
    need_room(len(letters), config)
    size = config.vocab_size - 1 - len(config.specials)
    frequent = dict(nsmallest(_WORDS, counts.items(), key=lambda item: (-item[1], item[0])))
    seeds, occurrences_P = _seeds(frequent, letters)
    lattices = Lattices(list(frequent), seeds)
    weights_W = np.fromiter(frequent.values(), np.float64, len(frequent))
    always_P = np.arange(len(seeds)) < len(letters)
    logs_P = np.log(occurrences_P / occurrences_P.sum())
    own = Lattices(seeds, seeds)
    while True:
        expected_P, logs_P = _maximised(lattices.expected(logs_P, weights_W), always_P)
        expected_P, logs_P = _maximised(lattices.expected(logs_P, weights_W), always_P)
        alive = int(np.isfinite(logs_P).sum())
        if alive <= size:
            break
        with np.errstate(invalid="ignore"):  # pieces that are left out already
            loss_P = expected_P * (logs_P - own.best_split(logs_P))
        logs_P = _without_the_least(logs_P, loss_P, always_P, max(size, int(alive * _KEPT_SHARE)))
    found = ((piece, round(float(log), _DIGITS)) for piece, log in zip(seeds, logs_P, strict=True) if log > -np.inf)
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _seeds(counts: Mapping[str, int], letters: list[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Return all letters, then the longer pieces that cover the most text, and how often each occurs."""
    found: Counter[str] = Counter()
    for word, count in counts.items():
        for start in range(len(word)):
            for end in range(start + 1, min(start + LONGEST, len(word)) + 1):
                found[word[start:end]] += count
    longer = [(-count * len(piece), piece) for piece, count in found.items() if count > 1 and len(piece) > 1]
    seeds = [*letters, *(piece for _, piece in nsmallest(_SEEDS, longer))]
    return seeds, np.array([max(found[piece], _LEAST) for piece in seeds])


def _maximised(
    expected_P: NDArray[np.float64], always_P: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the occurrences that count, and the log-probabilities that make them the most probable."""
    kept_P = np.where(always_P, np.maximum(expected_P, _LEAST), np.where(expected_P < _LEAST, 0.0, expected_P))
    with np.errstate(divide="ignore"):
        return kept_P, np.log(kept_P / kept_P.sum())


def _without_the_least(
    logs_P: NDArray[np.float64], loss_P: NDArray[np.float64], always_P: NDArray[np.bool_], size: int
) -> NDArray[np.float64]:
    """Leave out the pieces without which the text loses least."""
    ranked_P = np.where(always_P, np.inf, np.where(np.isfinite(logs_P), loss_P, -np.inf))
    kept_P = logs_P.copy()
    kept_P[np.argsort(-ranked_P, kind="stable")[size:]] = -np.inf
    return kept_P
