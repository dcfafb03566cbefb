"""Small sequence-to-sequence models over real tokenizers, cells and scorers."""

from __future__ import annotations

import pytest
import torch

import unrolled_scorers
from unrolled.contracts import Batch, Input, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, gru
from unrolled_tasks.seq2seq import Seq2SeqConfig, seq2seq
from unrolled_tokenizers import CharacterConfig, WordConfig, character, word

FIELDS = {"text": "text", "target": "text"}
SCORERS = {each.name: each for each in unrolled_scorers.components()}


def unrolled(component=gru, config=None, **unroll):
    """Return what makes an encoder of some cells for an input width."""
    config = config or GRUConfig(hidden_size=24)
    return lambda width: build_encoder(
        lambda size: component.build(config, input_size=size), width, UnrollConfig(backend="fused", **unroll)
    )


def scorer(name):
    """Return what makes a scorer for the widths of query and key; nothing for no name."""
    return name and (
        lambda query_size, key_size: SCORERS[name].build(
            SCORERS[name].config(), query_size=query_size, key_size=key_size
        )
    )


def text_input(name, texts, tokenizer, size=12):
    """Return a field whose tokenizer has learned some texts."""
    seed_everything(5)
    learned = tokenizer.fit(texts)
    return Input(name, "text", learned, torch.nn.Embedding(learned.vocab_size, size, padding_idx=0), size)


class Pairs:
    """Pairs of texts, as a model of them reads them."""

    def __init__(self, pairs, *, characters=False, **options):
        component, config = (character, CharacterConfig) if characters else (word, WordConfig)
        self.pairs = pairs
        self.inputs = {
            role: text_input(name, texts, component.build(config(**options)))
            for (role, name), texts in zip(
                (("input", "text"), ("target", "target")), zip(*pairs, strict=True), strict=True
            )
        }

    @property
    def rows(self):
        return [
            {each.name: each.tokenizer.encode(text) for each, text in zip(self.inputs.values(), pair, strict=True)}
            for pair in self.pairs
        ]

    def batch(self, *, target=True, rows=None):
        picked = self.rows if rows is None else [self.rows[row] for row in rows]
        names = ("text", "target") if target else ("text",)
        return Batch({name: sequences([row[name] for row in picked]) for name in names}, torch.arange(len(picked)))


def sequences(encoded):
    longest = max(map(len, encoded))
    ids_BT = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in encoded])
    return Sequences(ids_BT, torch.tensor([len(ids) for ids in encoded]))


@pytest.fixture(scope="session")
def translator():
    """Return a builder of models of pairs."""

    def build(pairs, attention=None, *, encoder=None, decoder=None, **options):
        seed_everything(7)
        return seq2seq.build(
            Seq2SeqConfig(**options),
            encoder=(encoder or unrolled())(pairs.inputs["input"].size),
            inputs=pairs.inputs,
            schema=None,
            decoder=decoder or unrolled(),
            scorer=scorer(attention),
        )

    return build
