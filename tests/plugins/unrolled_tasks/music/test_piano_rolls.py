"""The model of piano rolls: its likelihood, what it learns, what it draws."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from unrolled.contracts import Batch, Input, Sequences
from unrolled.errors import ConfigError
from unrolled.runtime.columns import write_split
from unrolled.runtime.fit import fit
from unrolled.runtime.seeding import seed_everything
from unrolled.runtime.splits import Split
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import TrainConfig, UnrollConfig
from unrolled.testing import laws
from unrolled_cells import LSTMConfig, lstm
from unrolled_tasks.music import MusicConfig, music
from unrolled_tasks.music.composing import composed
from unrolled_tasks.music.notes import in_key_rate, note_entropy
from unrolled_tasks.music.piano_rolls import Music

SIZE, LOWEST = 24, 60
C_MAJOR = (0, 2, 4, 5, 7, 9, 11)


def built(hidden_size=16, size=SIZE, **config):
    seed_everything(2)
    encoder = build_encoder(
        lambda width: lstm.build(LSTMConfig(hidden_size=hidden_size), input_size=width),
        size,
        UnrollConfig(),
    )
    source = Input("frames", "frames", None, None, size)
    return Music(MusicConfig(**{"lowest": LOWEST, **config}), encoder, source)


def batch_of(*rolls):
    lengths_B = torch.tensor(list(map(len, rolls)))
    values = torch.nn.utils.rnn.pad_sequence([torch.as_tensor(each) for each in rolls], batch_first=True)
    return Batch({"frames": Sequences(values.float(), lengths_B)}, torch.arange(len(rolls)))


def scales(count):
    """Return pieces that walk up and down C major in thirds, from a random step on."""
    random, rolls = np.random.default_rng(0), []
    for start in random.integers(0, 7, count):
        roll_TP = np.zeros((14, SIZE), np.float32)
        for step in range(14):
            at = abs((start + step) % 12 - 6)
            roll_TP[step, [C_MAJOR[at], C_MAJOR[(at + 2) % 7]]] = 1
        rolls.append(roll_TP)
    return rolls


@pytest.fixture(scope="module")
def composer(tmp_path_factory):
    """Return a model that has learned the scales, and its curves."""
    folder, model = tmp_path_factory.mktemp("scales"), built()
    for name, rolls in (("train", scales(40)), ("validation", scales(8))):
        write_split(folder / f"{name}.arrow", {"frames": "frames"}, [{"frames": rolls}])
    splits = [Split.open(folder / f"{name}.arrow", {"frames": "frames"}) for name in ("train", "validation")]
    settings = TrainConfig(epochs=20, batch_size=8, learning_rate=0.03, probe_every=None)

    class Silence:
        def start(self, what, total, unit):
            pass

        def advance(self, amount, **figures):
            pass

        def stop(self):
            pass

    options = {"lengths_field": None, "seed": 1, "work": folder / "work", "progress": Silence()}
    return model, fit(model, *splits, settings, **options).curves


@pytest.mark.system("K02")
def test_the_likelihood_is_that_of_independent_keys_from_the_second_step_on():
    model = built().eval()
    roll_TP = torch.tensor(scales(1)[0])
    state, total = None, 0.0
    with torch.no_grad():
        for now_P, next_P in pairwise(roll_TP):
            logits_BP, state = model.read(now_P[None], state)
            total += float(torch.distributions.Bernoulli(logits=logits_BP[0]).log_prob(next_P).sum())
    (row,) = model.predict(batch_of(roll_TP))
    assert row["steps"] == len(roll_TP) - 1
    assert row["log_likelihood"] == pytest.approx(total, rel=1e-5)
    assert model.loss(batch_of(roll_TP)).item() == pytest.approx(-total / row["steps"], rel=1e-5)


def test_a_row_names_the_notes_of_each_step_and_those_that_were_said():
    model, rolls = built().eval(), scales(2)
    with torch.no_grad():
        model.output.weight.zero_()
        model.output.bias.copy_(torch.tensor([1.0, -1.0] * (SIZE // 2)))
    rows = model.predict(batch_of(rolls[0], rolls[1][:5]))
    assert [len(row["notes"]) for row in rows] == [len(row["predicted_notes"]) for row in rows] == [13, 4]
    for row, roll_TP in zip(rows, rolls, strict=True):
        assert row["notes"] == [(LOWEST + step_P.nonzero()[0]).tolist() for step_P in roll_TP[1 : row["steps"] + 1]]
        assert row["predicted_notes"] == [list(range(LOWEST, LOWEST + SIZE, 2))] * row["steps"]
        right = sum(len({*notes} & {*said}) for notes, said in zip(row["notes"], row["predicted_notes"], strict=True))
        assert row["hits"] == right


def test_an_untrained_model_without_opinion_says_each_key_with_one_half():
    model = built()
    with torch.no_grad():
        model.output.weight.zero_()
        model.output.bias.zero_()
    assert model.loss(batch_of(*scales(3))).item() == pytest.approx(SIZE * math.log(2), rel=1e-6)


def test_a_piece_of_one_step_says_nothing():
    model = built().eval()
    (row,) = model.predict(batch_of(torch.ones(1, SIZE)))
    assert (row["steps"], row["log_likelihood"], row["loss"]) == (0, 0.0, 0.0)
    assert model.weight(batch_of(torch.ones(1, SIZE), torch.ones(3, SIZE))) == 2


@pytest.mark.system("A03", "K02")
def test_scales_are_learned_and_what_is_drawn_stays_in_their_key(composer):
    model, curves = composer
    assert curves[-1]["validation_loss"] < 2 < curves[0]["validation_loss"]
    first_P = torch.zeros(SIZE)
    first_P[[0, 4]] = 1
    rolls_BTP = composed(model, first_P.expand(8, -1), max_length=30, temperature=0.5, seed=3)
    assert all(in_key_rate(roll_TP, LOWEST) > 0.95 for roll_TP in rolls_BTP)
    heard = note_entropy(torch.tensor(np.concatenate(scales(8))))
    assert note_entropy(rolls_BTP.flatten(0, 1)) == pytest.approx(heard, abs=0.5)
    untrained = composed(built(), first_P.expand(8, -1), max_length=30, temperature=1.0, seed=3)
    assert in_key_rate(untrained.flatten(0, 1), LOWEST) < 0.7


@pytest.mark.system("A03")
def test_the_seed_gives_the_piece(composer):
    model, _ = composer
    files = [model.sample(2, max_length=12, temperature=2.0, seed=seed, prompt="60 64") for seed in (1, 1, 2)]
    assert files[0] == files[1] != files[2]
    assert all(piece.startswith(b"MThd") for piece in files[0])
    assert model.sample(1, max_length=12, temperature=0, seed=1) == model.sample(
        1, max_length=12, temperature=0, seed=2
    )


def test_a_temperature_below_zero_is_refused():
    with pytest.raises(ConfigError, match="temperature is -1"):
        built().sample(1, max_length=3, temperature=-1, seed=1)


def test_keys_above_the_highest_note_are_refused():
    with pytest.raises(ConfigError, match=r"task\.lowest: 24 keys from 110 on end with 133") as caught:
        built(lowest=110)
    assert caught.value.problems[0].nearest == "104"


@pytest.mark.parametrize("law", [pytest.param(law, id=name) for name, law in laws(music, MusicConfig(dropout=0.2))])
def test_the_law_holds(law):
    law()
