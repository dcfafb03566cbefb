"""Taggers over the real tokenizers, cells and unroll engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from unrolled.contracts import Batch, Input, Schema, Sequences, Tokenizer
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import UnrolledEncoder, build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import LSTMConfig, lstm
from unrolled_tasks.tagging import TaggingConfig, tagging
from unrolled_tokenizers import CharacterConfig, WhitespaceConfig, character, whitespace

Sentence = tuple[str, str]
"""Words and their tags, each between spaces."""


def field(name: str, kind: Any, tokenizer: Tokenizer, size: int = 12) -> Input:
    """Return a field with an embedding of its own."""
    return Input(name, kind, tokenizer, torch.nn.Embedding(tokenizer.vocab_size, size, padding_idx=0), size)


def encoder(size: int) -> UnrolledEncoder:
    """Return a bidirectional LSTM for inputs of a width."""
    return build_encoder(
        lambda width: lstm.build(LSTMConfig(hidden_size=16), input_size=width), size, UnrollConfig(bidirectional=True)
    )


@dataclass(frozen=True)
class Tagger:
    """A task, with the fields that it reads."""

    task: Any
    inputs: dict[str, Input]
    classes: tuple[str, ...]

    def row(self, sentence: Sentence) -> dict[str, list[int]]:
        """Return an example as the tokens stage would write it."""
        words, tags = (part.split() for part in sentence)
        row = {"words": self.inputs["input"].tokenizer.encode(words), "tags": [self.classes.index(tag) for tag in tags]}
        if "letters" in self.inputs:
            row["letters"] = self.inputs["letters"].tokenizer.encode(" ".join(words))
        return row

    def batch(self, sentences: Sequence[Sentence]) -> Batch:
        """Return examples as the host would give them."""
        rows = [self.row(each) for each in sentences]
        fields = {name: padded([row[name] for row in rows]) for name in rows[0]}
        return Batch(fields, torch.arange(len(rows)))

    @property
    def fields(self) -> dict[str, Any]:
        """Field name to kind."""
        return {**{each.name: each.kind for each in self.inputs.values()}, "tags": "labels"}


def padded(rows: Sequence[Sequence[int]]) -> Sequences:
    """Return ids as one field; an empty row is one step of padding."""
    longest = max(1, *map(len, rows))
    ids_BT = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    return Sequences(ids_BT, torch.tensor([max(len(row), 1) for row in rows]))


@pytest.fixture(scope="session")
def encode() -> Callable[[int], UnrolledEncoder]:
    """Return a builder of encoders."""
    return encoder


@pytest.fixture(scope="session")
def tagger() -> Callable[..., Tagger]:
    """Return a builder of taggers over the words and tags of some sentences."""

    def build(sentences: Sequence[Sentence], *, letters: bool = False, min_count: int = 1, **options: Any) -> Tagger:
        seed_everything(5)
        words = [words for words, _ in sentences]
        classes = tuple(sorted({tag for _, tags in sentences for tag in tags.split()}))
        inputs = {"input": field("words", "tokens", whitespace.build(WhitespaceConfig(min_count=min_count)).fit(words))}
        if letters:
            inputs["letters"] = field("letters", "text", character.build(CharacterConfig()).fit(words), 8)
        inputs["target"] = Input("tags", "labels", None, None, 0)
        schema = Schema({each.name: each.kind for each in inputs.values()}, {"tags": classes}, {"train": 1})
        task = tagging.build(
            TaggingConfig(**options), encoder=encoder(inputs["input"].size), inputs=inputs, schema=schema
        )
        return Tagger(task.eval(), inputs, classes)

    return build
