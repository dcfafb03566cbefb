"""The dataset ``python-source``: Python's own standard library, its tokens labelled by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Config, dataset
from unrolled_data.sizes import Share

if TYPE_CHECKING:
    from unrolled.contracts import Dataset


class PythonSourceConfig(Config):
    """Statements of the running Python's standard library; each token is a keyword, a function, a parameter, ..."""

    validation_share: Share = 0.1
    """share of the files held out to choose an epoch by"""
    test_share: Share = 0.1
    """share of the files held out to score"""
    limit: Annotated[int, Field(ge=20)] | None = None
    """statements, of files drawn by the seed, a twentieth of them from one file at most; null: all"""
    letters: bool = False
    """give the tokens once more, as the field letters, for a tokenizer that spells them"""


@dataset("python-source", PythonSourceConfig)
def python_source_dataset(config: PythonSourceConfig, /) -> Dataset:
    """Build the reader of the standard library.

    Args:
        config: its fields.
    """
    from unrolled_data.python_source.library import PythonSource

    return PythonSource(config)
