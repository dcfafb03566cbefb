"""Datasets: film reviews to try everything on, and files of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Component, Config, dataset, hookimpl
from unrolled_data.files.config import FieldConfig, FilesConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unrolled.contracts import Dataset

__all__ = ["FieldConfig", "FilesConfig", "MovieReviewsConfig", "components", "files_dataset", "movie_reviews_dataset"]


class MovieReviewsConfig(Config):
    """Film reviews: 8,530 labelled sentences, 25,000 long reviews to learn words from."""

    validation_share: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
    """share of the distinct sentences held out to choose an epoch by"""
    test_share: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
    """share of the distinct sentences held out to score"""
    limit: Annotated[int, Field(ge=10)] | None = None
    """sentences drawn by the seed, and three times as many long reviews, for quick trials; null: all"""


@dataset("movie-reviews", MovieReviewsConfig)
def movie_reviews_dataset(config: MovieReviewsConfig, /) -> Dataset:
    """Build the reader of the packaged film reviews."""
    from unrolled_data.movie_reviews import MovieReviews

    return MovieReviews(config)


@dataset("files", FilesConfig)
def files_dataset(config: FilesConfig, /) -> Dataset:
    """Build the reader of one's own files."""
    from unrolled_data.files.dataset import Files

    return Files(config)


@hookimpl
def components() -> Sequence[Component]:
    """Declare the datasets."""
    return [files_dataset, movie_reviews_dataset]
