"""Plain text files, one a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled import Config, dataset
from unrolled_data.files.config import Location
from unrolled_data.sizes import Share

if TYPE_CHECKING:
    from unrolled.contracts import Dataset


class ClassFilesConfig(Config):
    """Plain text files, one a class, an example a line; packed (gz, bz2, xz) or not, local or at a URL."""

    classes: Annotated[dict[str, Location], Field(min_length=2)]
    """class to the path or URL of its file"""
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    """of the files of classes"""
    validation_share: Share = 0.1
    """share of the distinct texts held out to choose an epoch by"""
    test_share: Share = 0.1
    """share of the distinct texts held out to score; with folds: one part in as many"""
    folds: Annotated[int, Field(ge=3, le=1000)] | None = None
    """parts of a cross-validation that the seed cuts the distinct texts into; null: none"""
    fold: Annotated[int, Field(ge=0)] = 0
    """which of the parts is the test split, from 0"""
    unlabelled: Location | None = None
    """path or URL of text in UTF-8, an example a line, for tokenizers and vectors to learn from"""

    @model_validator(mode="after")
    def _one_of_the_folds(self) -> Self:
        if self.fold >= (self.folds or 1):
            raise ValueError(f"fold {self.fold} is none of the {self.folds or 1}, which are counted from 0")
        return self


@dataset("class-files", ClassFilesConfig)
def class_files_dataset(config: ClassFilesConfig, /) -> Dataset:
    """Build the reader of a file a class."""
    from unrolled_data.class_files.lines import ClassFiles

    return ClassFiles(config)
