"""Pictures and features become sentences."""

import pytest
import torch

import unrolled_scorers
from unrolled.contracts import Batch, Input, Sequences
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, gru
from unrolled_cells.baselines import ConvolutionConfig, convolution
from unrolled_tasks.captioning import CaptioningConfig, captioning
from unrolled_tokenizers import WordConfig, word

CAPTIONS = [
    "Cat is sleeping",
    "A dog runs on the beach",
    "Two children play in the snow",
    "A man rides a bicycle down the street",
    "A woman holds a red umbrella",
    "A bird sits on a branch",
    "A train stops at a station",
]
WIDTH = 8


def captioner(width, encoder, config, *, attends=False):
    seed_everything(3)
    tokenizer = word.build(WordConfig(lowercase=False)).fit(CAPTIONS)
    embedding = torch.nn.Embedding(tokenizer.vocab_size, 12, padding_idx=0)
    inputs = {
        "input": Input("picture", "frames", None, None, width),
        "target": Input("caption", "text", tokenizer, embedding, 12),
    }

    def unrolled(component, config):
        return lambda size: build_encoder(
            lambda size: component.build(config, input_size=size), size, UnrollConfig(backend="fused")
        )

    def scorer(query_size, key_size):
        config = unrolled_scorers.AdditiveConfig(hidden_size=16)
        return unrolled_scorers.additive.build(config, query_size=query_size, key_size=key_size)

    return captioning.build(
        CaptioningConfig(),
        encoder=unrolled(encoder, config)(width),
        inputs=inputs,
        schema=None,
        decoder=unrolled(gru, GRUConfig(hidden_size=24)),
        scorer=scorer if attends else None,
    )


def batch_of(task, frames_BTI, captions=None):
    fields = {"picture": Sequences(frames_BTI, torch.full((len(frames_BTI),), frames_BTI.shape[1]))}
    if captions:
        encoded = [task.tokenizer.encode(caption) for caption in captions]
        longest = max(map(len, encoded))
        ids_BT = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in encoded])
        fields["caption"] = Sequences(ids_BT, torch.tensor([len(ids) for ids in encoded]))
    return Batch(fields, torch.arange(len(frames_BTI)))


def learned(task, frames_BTI, steps=120):
    optimizer, batch = torch.optim.Adam(task.parameters(), lr=0.01), batch_of(task, frames_BTI, CAPTIONS)
    for _ in range(steps):
        optimizer.zero_grad()
        task.train().loss(batch).backward()
        optimizer.step()
    return task.eval()


@torch.no_grad()
def said(task, frames_BTI):
    return [row["predicted"] for row in task.predict(batch_of(task, frames_BTI))]


@pytest.mark.system("K02", "A09")
def test_one_vector_of_features_becomes_a_whole_sentence():
    features_B1I = torch.randn(len(CAPTIONS), 1, WIDTH, generator=torch.Generator().manual_seed(1))
    task = learned(captioner(WIDTH, gru, GRUConfig(hidden_size=24)), features_B1I)
    assert said(task, features_B1I) == CAPTIONS
    lengths = {len(caption.split()) for caption in said(task, features_B1I)}
    assert lengths == {3, 6, 8}  # one in, as many out as it takes


@pytest.mark.system("A09")
@pytest.mark.parametrize("attends", [False, True])
def test_pictures_become_sentences_through_filters(attends):
    pictures_BTI = torch.randn(len(CAPTIONS), 6, WIDTH, generator=torch.Generator().manual_seed(2))
    config = ConvolutionConfig(hidden_size=24, filters=4)
    task = learned(captioner(WIDTH, convolution, config, attends=attends), pictures_BTI, steps=160)
    assert said(task, pictures_BTI) == CAPTIONS
    seen = task.predict(batch_of(task, pictures_BTI))[0].get("alignment")
    assert (seen is not None) == attends
    if seen:
        assert [len(weights) for weights in seen] == [6] * len(CAPTIONS[0].split())
