"""Datasets: film reviews to try everything on, files of one's own, what packages bring, and what is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Component, Config, dataset, hookimpl
from unrolled_data.audio_folder import AudioFolderConfig, audio_folder
from unrolled_data.class_files import class_files_dataset
from unrolled_data.conllu import ConlluConfig, conllu_dataset
from unrolled_data.files.config import FieldConfig, FilesConfig
from unrolled_data.folk_tunes import FolkTunesConfig, folk_tunes_dataset
from unrolled_data.images import digits_dataset, glyphs_dataset, image_captions_dataset
from unrolled_data.locales import dates_dataset, locale_names_dataset
from unrolled_data.numpy_sequences import NumpySequencesConfig, numpy_sequences_dataset
from unrolled_data.patterns import motifs_dataset, moving_shapes_dataset
from unrolled_data.probes import adding_dataset, agreement_dataset, copy_dataset, parity_dataset
from unrolled_data.python_docs import python_docs_dataset
from unrolled_data.python_source import PythonSourceConfig, python_source_dataset
from unrolled_data.series import (
    Co2Config,
    SeriesConfig,
    SunspotsConfig,
    TemperaturesConfig,
    co2_dataset,
    series_dataset,
    sunspots_dataset,
    temperatures_dataset,
)
from unrolled_data.surnames import surnames_dataset
from unrolled_data.time_series import basic_motions_dataset, japanese_vowels_dataset, sktime_ts_dataset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unrolled.contracts import Dataset

__all__ = [
    "AudioFolderConfig",
    "Co2Config",
    "ConlluConfig",
    "FieldConfig",
    "FilesConfig",
    "FolkTunesConfig",
    "MovieReviewsConfig",
    "NumpySequencesConfig",
    "PythonSourceConfig",
    "SeriesConfig",
    "SunspotsConfig",
    "TemperaturesConfig",
    "audio_folder",
    "co2_dataset",
    "components",
    "conllu_dataset",
    "files_dataset",
    "folk_tunes_dataset",
    "movie_reviews_dataset",
    "numpy_sequences_dataset",
    "python_source_dataset",
    "series_dataset",
    "sunspots_dataset",
    "temperatures_dataset",
]


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
    return [
        adding_dataset,
        agreement_dataset,
        audio_folder,
        basic_motions_dataset,
        class_files_dataset,
        co2_dataset,
        conllu_dataset,
        copy_dataset,
        dates_dataset,
        digits_dataset,
        files_dataset,
        folk_tunes_dataset,
        glyphs_dataset,
        image_captions_dataset,
        japanese_vowels_dataset,
        locale_names_dataset,
        motifs_dataset,
        movie_reviews_dataset,
        moving_shapes_dataset,
        numpy_sequences_dataset,
        parity_dataset,
        python_docs_dataset,
        python_source_dataset,
        series_dataset,
        sktime_ts_dataset,
        sunspots_dataset,
        surnames_dataset,
        temperatures_dataset,
    ]
