"""Tasks over the real tokenizers, cells and unroll engine, small enough to be trained in a second."""

from __future__ import annotations

import pytest
import torch

from unrolled.contracts import Input, Schema
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig
from unrolled_cells import LSTMConfig, lstm
from unrolled_tasks import ClassificationConfig, classification
from unrolled_tasks.language import LanguageModelConfig
from unrolled_tasks.language.texts import LanguageModel
from unrolled_tokenizers import WordConfig, word


class Silence:
    """A progress that shows nothing."""

    def start(self, what, total, unit):
        pass

    def advance(self, amount, **figures):
        pass

    def stop(self):
        pass


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Let tiny tensors be added up by one thread: two would wait for each other most of the time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def encoder(size, hidden_size=24, **unroll):
    return build_encoder(
        lambda width: lstm.build(LSTMConfig(hidden_size=hidden_size), input_size=width), size, UnrollConfig(**unroll)
    )


def text_input(texts, size=12, **options):
    """Return a text field whose tokenizer has learned some texts."""
    seed_everything(5)
    tokenizer = word.build(WordConfig(**options)).fit(texts)
    embedding = torch.nn.Embedding(tokenizer.vocab_size, size, padding_idx=0)
    return Input("text", "text", tokenizer, embedding, size)


@pytest.fixture(scope="session")
def language_model():
    """Return a builder of language models over the words of some texts."""

    def build(texts, *, unroll=None, config=None, size=12, hidden_size=24, **options):
        field = text_input(texts, size, **options)
        return LanguageModel(
            LanguageModelConfig(**(config or {})), encoder(field.size, hidden_size, **(unroll or {})), field
        )

    return build


@pytest.fixture(scope="session")
def classifier():
    """Return a builder of classifiers over the words of some texts."""

    def build(texts, classes, *, unroll=None, **options):
        field = text_input(texts)
        inputs = {"input": field, "target": Input("mood", "label", None, None, 0)}
        schema = Schema({"text": "text", "mood": "label"}, {"mood": classes}, {"train": len(texts)})
        config = ClassificationConfig(**options)
        built = classification.build(
            config, encoder=encoder(field.size, **(unroll or {})), inputs=inputs, schema=schema
        )
        return built, field.tokenizer

    return build


@pytest.fixture
def learn(tmp_path):
    """Return a function that trains a task on encoded rows, through the host, and gives the result."""

    def run(task, fields, train, validation, **settings):
        splits = []
        for name, rows in (("train", train), ("validation", validation)):
            columns = {field: [row[field] for row in rows] for field in fields}
            write_split(tmp_path / f"{name}.arrow", fields, [columns])
            splits.append(Split.open(tmp_path / f"{name}.arrow", fields))
        config = TrainConfig(**{"learning_rate": 0.02, "batch_size": 16, "checkpoint_every": 10_000, **settings})
        return fit(
            task, *splits, config, lengths_field=next(iter(fields)), seed=3, work=tmp_path / "work", progress=Silence()
        )

    return run
