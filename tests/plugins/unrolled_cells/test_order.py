"""Word order: the same words, good in one order and bad in the other."""

from __future__ import annotations

import math

import pytest
import torch

from unrolled.contracts import Batch, Input, Schema, Sequences
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells import gru, lstm
from unrolled_cells.baselines import bag_of_words
from unrolled_tasks import ClassificationConfig, classification
from unrolled_tokenizers import WordConfig, word

SENTENCES = ["The food was good, not bad at all.", "The food was bad, not good at all."]
PAIRS = ("good", "bad"), ("great", "awful"), ("lovely", "dull")


def reviews_of(*nouns):
    """Return what is said of things, good and bad in turn; the two of a pair hold the same words."""
    return [
        f"The {noun} was {first}, not {second} at all."
        for noun in nouns
        for pair in PAIRS
        for first, second in (pair, pair[::-1])
    ]


TRAINED_ON = reviews_of("film", "plot", "music", "cast")
NEW = reviews_of("food", "book", "ending", "score")
CLASSES = ("negative", "positive")
TOKENIZER = word.build(WordConfig(punctuation="strip")).fit([*TRAINED_ON, *SENTENCES])


@pytest.fixture(autouse=True)
def one_thread():
    """Let tiny tensors be added up by one thread: two would wait for each other most of the time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def batch_of(sentences):
    """Return sentences of one length, good and bad in turn."""
    ids_BT = torch.tensor([TOKENIZER.encode(sentence) for sentence in sentences])
    lengths_B = torch.full((len(ids_BT),), ids_BT.shape[1])
    return Batch(
        {"text": Sequences(ids_BT, lengths_B), "mood": 1 - torch.arange(len(ids_BT)) % 2}, torch.arange(len(ids_BT))
    )


def trained(component):
    """Return a classifier that has learned from the other nouns and from every pair of words in both orders."""
    torch.manual_seed(0)
    embedding = torch.nn.Embedding(TOKENIZER.vocab_size, 12, padding_idx=0)
    encoder = build_encoder(
        lambda size: component.build(component.config(hidden_size=16), input_size=size), 12, UnrollConfig()
    )
    inputs = {"input": Input("text", "text", TOKENIZER, embedding, 12), "target": Input("mood", "label", None, None, 0)}
    schema = Schema({"text": "text", "mood": "label"}, {"mood": CLASSES}, {"train": len(TRAINED_ON)})
    task = classification.build(ClassificationConfig(pooling="last"), encoder=encoder, inputs=inputs, schema=schema)
    optimizer = torch.optim.Adam(task.parameters(), lr=0.02)
    batch = batch_of(TRAINED_ON)
    for _ in range(60):
        optimizer.zero_grad()
        task.loss(batch).backward()
        optimizer.step()
    return task.eval()


def test_the_two_sentences_hold_the_same_words():
    first, second = (TOKENIZER.encode(sentence) for sentence in SENTENCES)
    assert first != second
    assert sorted(first) == sorted(second)


@pytest.mark.system("T11")
def test_a_bag_of_words_scores_both_orders_the_same_to_the_bit_and_learns_nothing_from_them():
    task = trained(bag_of_words)
    good_BC, bad_BC = (task.outputs(batch_of([sentence])) for sentence in SENTENCES)
    assert torch.equal(good_BC, bad_BC)
    assert task.loss(batch_of(TRAINED_ON)).item() >= math.log(2) - 1e-6


@pytest.mark.system("T11")
@pytest.mark.parametrize("component", [gru, lstm], ids=lambda component: component.name)
def test_a_trained_recurrent_network_gets_both_orders_right(component):
    rows = trained(component).predict(batch_of(SENTENCES))
    assert [row["label"] for row in rows] == ["positive", "negative"]
    assert [row["predicted"] for row in rows] == ["positive", "negative"]
    assert min(max(row["probabilities"]) for row in rows) > 0.9


@pytest.mark.system("A01")
@pytest.mark.parametrize("component", [gru, lstm], ids=lambda component: component.name)
def test_on_reviews_of_new_things_a_recurrent_network_beats_a_bag_of_words(component):
    recurrent, bag = (accuracy(trained(each).predict(batch_of(NEW))) for each in (component, bag_of_words))
    assert recurrent >= 0.85
    assert bag == 0.5


def accuracy(rows):
    return sum(row["label"] == row["predicted"] for row in rows) / len(rows)
