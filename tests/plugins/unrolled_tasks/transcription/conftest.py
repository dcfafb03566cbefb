"""Speech of a toy language: a phone a letter, each of a few noisy frames; "ea" and "ai" sound the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from unrolled.contracts import Batch, Input, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, gru
from unrolled_tasks.language import LanguageModelConfig
from unrolled_tasks.language.texts import LanguageModel
from unrolled_tasks.transcription import TranscriptionConfig
from unrolled_tasks.transcription.transcriber import Transcription
from unrolled_tokenizers import CharacterConfig, character

LETTERS = " adeilnoprs"
SOUNDS = {"ea": "Ie", "ai": "Ie"}
PHONES = f"{LETTERS}I"


def frames(text, random):
    """Return the frames of a spoken text: two or three of each phone, with noise."""
    for spelled, spoken in SOUNDS.items():
        text = text.replace(spelled, spoken)
    phones = [PHONES.index(each) for each in text for _ in range(random.integers(2, 4))]
    return (np.eye(len(PHONES))[phones] + random.normal(0, 0.1, (len(phones), len(PHONES)))).astype(np.float32)


def batch_of(tokenizer, texts, random):
    """Return a batch of recordings with their transcripts."""
    spoken = [torch.as_tensor(frames(text, random)) for text in texts]
    ids = [torch.tensor(tokenizer.encode(text)) for text in texts]
    pad = torch.nn.utils.rnn.pad_sequence
    return Batch(
        {
            "wave": Sequences(pad(spoken, batch_first=True), torch.tensor(list(map(len, spoken)))),
            "text": Sequences(pad(ids, batch_first=True), torch.tensor(list(map(len, ids)))),
        },
        torch.arange(len(texts)),
    )


def cell(input_size):
    return gru.build(GRUConfig(hidden_size=16), input_size=input_size)


@pytest.fixture
def transcriber():
    """Return a function that builds an untrained transcriber of the toy language."""

    def build(**options):
        seed_everything(5)
        tokenizer = character.build(CharacterConfig()).fit([LETTERS])
        encoder = build_encoder(cell, len(PHONES), UnrollConfig(bidirectional=True))
        inputs = {
            "input": Input("wave", "frames", None, None, len(PHONES)),
            "target": Input("text", "text", tokenizer, None, 0),
        }
        return Transcription(TranscriptionConfig(**options), encoder, inputs)

    return build


@pytest.fixture
def letters_model():
    """Return an untrained language model of the letters, which stand in another order than the transcriber's."""
    seed_everything(6)
    tokenizer = character.build(CharacterConfig()).fit(["no", LETTERS[::-1]])
    field = Input("text", "text", tokenizer, torch.nn.Embedding(tokenizer.vocab_size, 4, padding_idx=0), 4)
    return LanguageModel(LanguageModelConfig(), build_encoder(cell, 4, UnrollConfig()), field).eval()
