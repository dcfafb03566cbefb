"""Labelled time series in the text format of sktime and aeon: files of one's own, and two that sktime ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled import Config, dataset
from unrolled_data.files.config import Location
from unrolled_data.sizes import Share

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

PACKAGE = "sktime"


class TrainedOnConfig(Config):
    """What is held back of a training file, where the data bring a training and a test file alone."""

    validation_share: Share = 0.1
    """share of every class of the training file, held out to choose an epoch by"""


class SktimeConfig(TrainedOnConfig):
    """Files in the format .ts (UCR and UEA archives): series of one or several channels, each with a class."""

    train: Location
    """path or URL of the training file, packed (gz, bz2, xz) or not"""
    test: Location
    """path or URL of the test file"""


class JapaneseVowelsConfig(TrainedOnConfig):
    """Japanese vowels: two vowels spoken by nine men, twelve channels, 7 to 29 steps; who speaks?"""


class BasicMotionsConfig(TrainedOnConfig):
    """Basic motions: standing, walking, running or badminton, by six channels of a smart watch, 100 steps."""

    validation_share: Share = 0.2
    """share of every class of the training file, held out to choose an epoch by"""


@dataset("sktime-ts", SktimeConfig)
def sktime_ts_dataset(config: SktimeConfig, /) -> Dataset:
    """Build the reader of one's own files."""
    from unrolled.contracts import Inputs
    from unrolled_data.files.formats import local_file
    from unrolled_data.time_series.series import Series

    named = (config.train, config.test)
    local = tuple(path for path in map(local_file, named) if path is not None)
    return Series(lambda: named, Inputs(files=tuple(dict.fromkeys(local))), config.validation_share)


@dataset("japanese-vowels", JapaneseVowelsConfig)
def japanese_vowels_dataset(config: JapaneseVowelsConfig, /) -> Dataset:
    """Build the reader of the vowels."""
    return _shipped("JapaneseVowels", "japanese-vowels", config.validation_share)


@dataset("basic-motions", BasicMotionsConfig)
def basic_motions_dataset(config: BasicMotionsConfig, /) -> Dataset:
    """Build the reader of the motions."""
    return _shipped("BasicMotions", "basic-motions", config.validation_share)


def _shipped(problem: str, dataset_name: str, validation_share: float) -> Dataset:
    """Return the reader of two files that sktime ships."""
    from unrolled.contracts import Inputs
    from unrolled_data.packages import shipped
    from unrolled_data.time_series.series import Series

    train, test = (f"sktime/datasets/data/{problem}/{problem}_{part}.ts" for part in ("TRAIN", "TEST"))
    return Series(
        lambda: (shipped(PACKAGE, train, dataset=dataset_name), shipped(PACKAGE, test, dataset=dataset_name)),
        Inputs(packaged=((PACKAGE, train), (PACKAGE, test))),
        validation_share,
    )
