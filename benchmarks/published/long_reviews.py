"""The long reviews of the main job as a file of lines, for folds that learn their vectors from them."""

from __future__ import annotations

from pathlib import Path

from unrolled.contracts import UNLABELLED
from unrolled.durable import write_text
from unrolled_data import MovieReviewsConfig
from unrolled_data.movie_reviews import MovieReviews

NAME = "long-reviews.txt"


def write_long_reviews(folder: Path) -> None:
    """Write the packaged long reviews, one a line, without their labels.

    Args:
        folder: to write into.
    """
    reviews = MovieReviews(MovieReviewsConfig()).read(seed=1)[UNLABELLED]
    write_text(folder / NAME, "".join(" ".join(review["text"].split()) + "\n" for review in reviews))
