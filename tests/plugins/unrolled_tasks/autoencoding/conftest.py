"""Autoencoders of a few sentences and of short waves, small enough to be trained in a second."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
import torch

from unrolled.contracts import Batch, Input, Sequences, Silent
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig
from unrolled_cells import GRUConfig, gru
from unrolled_tasks.autoencoding import AutoencodingConfig
from unrolled_tasks.autoencoding.autoencoder import Autoencoding
from unrolled_tokenizers import WordConfig, word

TEXTS = [" ".join(words) for words in itertools.product(("the", "my"), ("cat", "dog", "fox"), ("sat", "ran", "hid"))]


def encoder(input_size):
    return build_encoder(lambda size: gru.build(GRUConfig(hidden_size=16), input_size=size), input_size, UnrollConfig())


@pytest.fixture
def autoencoder():
    """Return a function that builds an untrained autoencoder of texts, or of frames of a width."""

    def build(frame_size=None, **options):
        seed_everything(5)
        config = AutoencodingConfig(**{"latent_size": 4, **options})
        if frame_size:
            return Autoencoding(config, encoder(frame_size), Input("wave", "frames", None, None, frame_size), encoder)
        tokenizer = word.build(WordConfig()).fit(TEXTS)
        embedding = torch.nn.Embedding(tokenizer.vocab_size, 8, padding_idx=0)
        return Autoencoding(config, encoder(8), Input("text", "text", tokenizer, embedding, 8), encoder)

    return build


def batch_of(task, texts):
    ids = [torch.tensor(task.reconstruction.tokenizer.encode(text)) for text in texts]
    padded_BT = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
    return Batch({"text": Sequences(padded_BT, torch.tensor(list(map(len, ids))))}, torch.arange(len(texts)))


@pytest.fixture
def train(tmp_path_factory):
    """Return a function that trains an autoencoder for some epochs, and leaves a checkpoint to go on from."""

    def run(task, *, epochs, work=None):
        folder = tmp_path_factory.mktemp("training")
        rows = [task.reconstruction.tokenizer.encode(text) for text in TEXTS]
        write_split(folder / "split.arrow", {"text": "text"}, [{"text": rows}])
        split = Split.open(folder / "split.arrow", {"text": "text"})
        settings, work = TrainConfig(epochs=epochs, batch_size=6), work or folder / "work"
        options = {"lengths_field": "text", "seed": 3, "progress": Silent(), "goes_on": True}
        fitted = fit(task, split, split, settings, work=work, **options)
        return SimpleNamespace(state_dict=fitted.state_dict, work=work)

    return run
