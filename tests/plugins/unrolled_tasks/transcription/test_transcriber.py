"""What is said in a recording, learned from recordings of a toy language."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from unrolled.contracts import Batch, Sequences
from unrolled_tasks import transcription
from unrolled_tasks.transcription.rescoring import rescored, symbol_model
from unrolled_tokenizers import CharacterConfig, character

from .conftest import LETTERS, batch_of, frames

WORDS, ALIKE = ("and", "salad", "on", "red"), ("pear", "pair")
PHRASES = ("a salad and a pear", "salad and pear", "a pair and a salad on a pear", "red pear")
FIELDS = {"wave": "frames", "text": "text"}


def spoken(tokenizer, words, count, seed):
    random = np.random.default_rng(seed)
    texts = [" ".join(random.choice(words, random.integers(1, 4))) for _ in range(count)]
    return [{"wave": frames(text, random), "text": tokenizer.encode(text)} for text in texts]


def trained(task, learn):
    train, validation = spoken(task.tokenizer, WORDS + ALIKE, 640, 1), spoken(task.tokenizer, WORDS, 16, 2)
    learn(task, FIELDS, train, validation, epochs=2, learning_rate=0.05, batch_size=8)
    return task


def test_roles_say_what_can_fill_them():
    assert transcription.roles == {"input": ("frames",), "target": ("text", "tokens")}


def overfit(model, texts):
    ids = [torch.tensor(model.tokenizer.encode(text)) for text in texts]
    ids_BT = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
    batch = Batch({"text": Sequences(ids_BT, torch.tensor(list(map(len, ids))))}, torch.arange(len(ids)))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    for _ in range(60):
        optimizer.zero_grad()
        model.loss(batch).backward()
        optimizer.step()


@pytest.mark.system("A05")
@pytest.mark.system("K05")
def test_speech_is_learned_and_a_language_model_tells_apart_what_sounds_the_same(transcriber, learn, language_model):
    task = trained(transcriber(), learn)
    clear = batch_of(task.tokenizer, ["salad and red", "on salad", "red"], np.random.default_rng(3))
    alike = batch_of(task.tokenizer, ["salad and pear"], np.random.default_rng(4))
    with torch.no_grad():
        assert task.score(task.predict(clear))["word_error_rate"] == 0
        (heard,) = task.hypotheses(alike, 8)
    assert {"salad and pear", "salad and pair"} <= set(heard)
    model = language_model(PHRASES, min_count=1)
    overfit(model, PHRASES)
    assert rescored(heard, model.log_probability)[0][0] == "salad and pear"


def test_rescoring_adds_what_the_language_model_says_by_its_weight():
    heard, said = {"pair": -1.0, "pear": -1.2, "pea": -9.0}, {"pair": -3.0, "pear": -2.0, "pea": -1.0}
    assert rescored(heard, said.__getitem__, weight=0.5) == [
        ("pear", pytest.approx(-2.2)),
        ("pair", pytest.approx(-2.5)),
        ("pea", pytest.approx(-9.5)),
    ]
    assert next(iter(rescored(heard, said.__getitem__, weight=0)))[0] == "pair"


def test_a_row_says_text_target_symbols_and_loss(transcriber):
    task = transcriber().eval()
    batch = batch_of(task.tokenizer, ["on", "sand on"], np.random.default_rng(0))
    with torch.no_grad():
        rows = task.predict(batch)
        new = task.predict(Batch({"wave": batch.fields["wave"]}, batch.rows_B))
        assert task.loss(batch).item() == pytest.approx(task.score(rows)["loss"], rel=1e-5)
    assert [(row["target"], row["symbols"]) for row in rows] == [("on", 2), ("sand on", 7)]
    assert new == [{"predicted": row["predicted"]} for row in rows]
    assert task.weight(batch) == 9


def test_a_transcript_with_too_few_frames_teaches_nothing_and_is_counted(transcriber):
    task = transcriber().eval()
    batch = batch_of(task.tokenizer, ["on", "salad"], np.random.default_rng(0))
    frames_BTI = batch.fields["wave"]
    short = Sequences(frames_BTI.values[:, :4], torch.tensor([4, 4]))
    both = Batch({**batch.fields, "wave": short}, batch.rows_B)
    with torch.no_grad():
        rows = task.predict(both)
        assert [("loss" in row) for row in rows] == [True, False]
        assert task.score(rows)["unreachable"] == 0.5
        assert task.loss(both).item() == pytest.approx(rows[0]["loss"], rel=1e-5)
    assert task.weight(both) == 2


def test_a_batch_out_of_reach_has_a_loss_of_zero_that_changes_nothing(transcriber):
    task = transcriber()
    batch = batch_of(task.tokenizer, ["salad"], np.random.default_rng(0))
    wave = batch.fields["wave"]
    short = Batch({**batch.fields, "wave": Sequences(wave.values[:, :2], torch.tensor([2]))}, batch.rows_B)
    loss = task.loss(short)
    assert loss.item() == task.weight(short) == 0
    loss.backward()
    assert all(weight.grad is None or not weight.grad.any() for weight in task.parameters())


class Insists:
    """A language model that knows one text, and its letters in another order than the transcriber's."""

    def __init__(self, text, specials):
        self.text = text
        self.tokenizer = character.build(CharacterConfig(specials=specials)).fit([LETTERS[::-1]])
        self.end = self.tokenizer.specials.get("<eos>")

    def distribution(self, prompt):
        following = self.text[len(prompt) :] if self.text.startswith(prompt) else ""
        next_V = torch.full((self.tokenizer.vocab_size,), 1e-6)
        if following or self.end is not None:
            next_V[self.tokenizer.encode(following)[0] if following else self.end] = 1
        return next_V / next_V.sum()


def test_a_language_model_of_letters_is_asked_by_the_symbols_of_the_transcriber(transcriber, letters_model):
    task = transcriber().eval()
    follow = symbol_model(letters_model, task.tokenizer)
    (n, o) = task.tokenizer.encode("no")
    said = letters_model.distribution("n")
    after = follow((n,))
    assert after[o] == pytest.approx(said[letters_model.tokenizer.encode("o")[0]].log().item())
    assert after[0] == pytest.approx(said[letters_model.frame.end].log().item())


@pytest.mark.parametrize("specials", [("<unk>", "<eos>"), ("<unk>",)])
def test_a_language_model_of_letters_leads_the_beam(transcriber, specials):
    task = transcriber().eval()
    follow = symbol_model(Insists("no", specials), task.tokenizer)
    batch = batch_of(task.tokenizer, ["on"], np.random.default_rng(0))
    with torch.no_grad():
        (alone,) = task.hypotheses(batch, 16)
        (unled,), (led,) = (task.hypotheses(batch, 16, language_model=follow, weight=weight) for weight in (0.0, 50.0))
    assert unled == pytest.approx(alone)
    assert next(iter(alone)) != "no"
    assert next(iter(led)).startswith("no")


def test_a_letter_that_is_not_known_is_never_written_and_is_one_wrong_letter(transcriber):
    task = transcriber().eval()
    known = batch_of(task.tokenizer, ["read"], np.random.default_rng(0))
    ids_BT = known.fields["text"].values.clone()
    unknown = task.tokenizer.specials["<unk>"]
    ids_BT[0, 2] = unknown
    batch = Batch({**known.fields, "text": Sequences(ids_BT, known.fields["text"].lengths_B)}, known.rows_B)
    with torch.no_grad():
        task.output.bias[unknown] = 50.0  # it hears nothing else
        (row,) = task.predict(batch)
        (heard,) = task.hypotheses(batch, 4)
    assert row["target"] == "re\N{REPLACEMENT CHARACTER}d"
    assert "<unk>" not in row["predicted"]
    assert not any("<unk>" in text for text in heard)
    assert task.score([{**row, "predicted": "read"}])["character_error_rate"] == 0.25
