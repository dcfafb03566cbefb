"""Tasks: what is learned from sequences, with which loss, and how it is scored."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled import Component, hookimpl
from unrolled_tasks.autoencoding import autoencoding
from unrolled_tasks.captioning import captioning
from unrolled_tasks.classification import ClassificationConfig, classification
from unrolled_tasks.forecasting import ForecastingConfig, forecasting
from unrolled_tasks.language import language_model
from unrolled_tasks.music import music
from unrolled_tasks.regression import RegressionConfig, regression
from unrolled_tasks.seq2seq import seq2seq
from unrolled_tasks.tagging import tagging
from unrolled_tasks.transcription import transcription

__all__ = [
    "ClassificationConfig",
    "ForecastingConfig",
    "RegressionConfig",
    "autoencoding",
    "captioning",
    "classification",
    "components",
    "forecasting",
    "language_model",
    "music",
    "regression",
    "seq2seq",
    "tagging",
    "transcription",
]


@hookimpl
def components() -> Sequence[Component]:
    """Return the tasks of this package."""
    return [
        autoencoding,
        captioning,
        classification,
        forecasting,
        language_model,
        music,
        regression,
        seq2seq,
        tagging,
        transcription,
    ]
