"""The dataset ``conllu``: treebanks of Universal Dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from unrolled import Config, dataset
from unrolled_data.files.config import Location

if TYPE_CHECKING:
    from unrolled.contracts import Dataset


class ConlluConfig(Config):
    """Sentences of a treebank in the format CoNLL-U, with one annotation of every word; packed (gz, bz2, xz) or not."""

    train: Location
    """path or URL of the training split"""
    validation: Location
    """path or URL of the validation split"""
    test: Location
    """path or URL of the test split"""
    column: Literal["upos", "xpos", "feats", "deprel"] = "upos"
    """which annotation the labels are: part of speech (xpos: the language's own), features, relation to the head"""
    letters: bool = False
    """give the words once more, as the field letters, for a tokenizer that spells them"""


@dataset("conllu", ConlluConfig)
def conllu_dataset(config: ConlluConfig, /) -> Dataset:
    """Build the reader of a treebank.

    Args:
        config: its fields.
    """
    from unrolled_data.conllu.treebank import Treebank

    return Treebank(config)
