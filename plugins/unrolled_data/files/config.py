"""What params.yaml says of one's own files: which, in what format, and what their columns are."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from unrolled import Config
from unrolled.contracts import TOKENIZED, UNLABELLED, FieldKind
from unrolled_data.files.check import complaints
from unrolled_data.files.formats import Format, as_path, by_extension, local_file

FieldName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Location = Annotated[str, Field(min_length=1), BeforeValidator(as_path)]
Share = Annotated[float, Field(gt=0, lt=0.5)]
SHARE = 0.1


class FieldConfig(Config):
    """One field of every example."""

    kind: FieldKind
    """tokens and labels are lists, or parted by white space; frames are lists of lists of numbers"""
    column: Annotated[str, Field(min_length=1)] | Annotated[int, Field(ge=0)] | None = None
    """name or JSON key; an index from 0 in CoNLL, and in csv and tsv without a header; null: the field's own name"""


class FilesConfig(Config):
    """Files of your own: csv, tsv, jsonl, parquet, arrow, text, CoNLL; packed (gz, bz2, xz) or not, or at a URL."""

    fields: Annotated[dict[FieldName, FieldConfig], Field(min_length=1)]
    """field name to its kind and its column"""
    train: Location | None = None
    """path or URL of the training split"""
    validation: Location | None = None
    """path or URL of the validation split"""
    test: Location | None = None
    """path or URL of the test split"""
    unlabelled: Location | None = None
    """path or URL of text without labels, for tokenizers and vectors to learn from"""
    path: Location | None = None
    """path or URL of one file that holds all splits, in place of train, validation and test"""
    split_column: Annotated[str, Field(min_length=1)] | Annotated[int, Field(ge=0)] | None = None
    """column of path that says train, validation, test or unlabelled; null: the seed splits"""
    validation_share: Share | None = None
    """share of path's distinct texts (the first text field's) held out to choose an epoch by; null: 0.1"""
    test_share: Share | None = None
    """share of path's distinct texts held out to score; null: 0.1"""
    format: Literal["auto", Format] = "auto"
    """auto: by extension. text: an example a line; labelled: label, space, text; tsv: quotation marks are characters"""
    lines: Annotated[int, Field(ge=1)] | None = 1
    """of a plain text that make one example, with their line feeds where there are several; null: the whole file"""

    @property
    def files(self) -> dict[str, str]:
        """Split name to the file that holds that split and no other."""
        named = {"train": self.train, "validation": self.validation, "test": self.test, UNLABELLED: self.unlabelled}
        return {split: location for split, location in named.items() if location is not None}

    @property
    def locations(self) -> tuple[str, ...]:
        """Every file, each once."""
        whole = () if self.path is None else (self.path,)
        return tuple(dict.fromkeys((*self.files.values(), *whole)))

    @property
    def local_files(self) -> tuple[str, ...]:
        """Every file on this machine, packed files that a URL reads from among them, each once."""
        found = [local_file(location) for location in self.locations]
        return tuple(dict.fromkeys(path for path in found if path is not None))

    def columns(self, split: str) -> dict[str, str | int]:
        """Return field name to column, for the fields that a split has.

        Args:
            split: ``unlabelled`` has text alone.
        """
        return {
            name: name if field.column is None else field.column
            for name, field in self.fields.items()
            if split != UNLABELLED or field.kind in TOKENIZED
        }

    def format_of(self, location: str) -> Format | None:
        """Return a file's format; None where its extension does not say.

        Args:
            location: path or URL.
        """
        return by_extension(location) if self.format == "auto" else self.format

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = list(complaints(self))
        if found:
            raise ValueError("; ".join(found))
        return self
