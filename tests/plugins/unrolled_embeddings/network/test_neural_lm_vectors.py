"""A neural language model of small texts.

Shapes: V vocabulary, E embedding, K words of a context.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import Corpus, DataError, PluginError
from unrolled.contracts import Silent
from unrolled.errors import DivergedError
from unrolled.runtime.vectors import VectorLearner, learn_vectors
from unrolled.vectors import cosine
from unrolled_embeddings.network import neural_lm_vectors
from unrolled_embeddings.network.neural_declarations import NeuralLMConfig, neural_lm

SENTENCES = """
I want a glass of orange juice to go along with my cereal
I want a glass of apple juice to go along with my cereal
I want a cup of black coffee to go along with my bread
I want a bowl of hot soup to go along with my bread
"""
TEXTS = [line.split() for line in SENTENCES.strip().splitlines()]
WORDS = ["<pad>", "<unk>", *dict.fromkeys(word for text in TEXTS for word in text)]


def ids(text: str) -> list[int]:
    return [WORDS.index(word) for word in text.split()]


def corpus(sequences: list[list[int]], vocab_size: int = len(WORDS)) -> Corpus:
    offsets_S1 = np.cumsum([0, *map(len, sequences)])
    flat = [index for sequence in sequences for index in sequence]
    return Corpus(np.array(flat, np.int32), offsets_S1, vocab_size, (0, 1))


def breakfasts() -> Corpus:
    return corpus([ids(" ".join(text)) for text in TEXTS])


def learner(text: Corpus, *, seed: int = 1, **values: Any) -> VectorLearner:
    config = NeuralLMConfig.parse({"dim": 8, "hidden_size": 16, **values})
    return neural_lm.build(config, vocab_size=text.vocab_size).learner(text, seed=seed, threads=1)


def learned(text: Corpus, work: Path, **values: Any) -> VectorLearner:
    made = learner(text, **values)
    learn_vectors(made, work=work, progress=Silent())
    return made


@pytest.mark.system("E05")
@pytest.mark.parametrize(
    ("context", "words", "expected"),
    [
        (("left", 4), "a glass of orange", {"juice"}),
        (("left", 1), "orange", {"juice"}),
        (("both", 4), "a glass of orange to go along with", {"juice"}),
        (("nearby", 1), "orange", {"of", "juice"}),
    ],
)
@pytest.mark.parametrize("noise", [512, 8])
def test_it_learns_what_follows_a_glass_of_orange(
    tmp_path: Path, context: tuple[str, int], words: str, expected: set[str], noise: int
):
    values = {"context": context[0], "window": context[1], "noise": noise, "epochs": 150, "learning_rate": 0.1}
    made = learned(breakfasts(), tmp_path, **values)
    scores_V = made.network.scores(torch.tensor([ids(words)]))[0]
    assert {WORDS[index] for index in scores_V.topk(len(expected)).indices.tolist()} == expected


def two_topics() -> Corpus:
    """Sequences that hold either the words 2 to 6 or the words 7 to 11, at random."""
    generator = np.random.default_rng(1)
    return corpus([(generator.integers(0, 5, 10) + 2 + 5 * (s % 2)).tolist() for s in range(200)], 12)


@pytest.mark.parametrize("context", ["left", "both", "nearby"])
def test_words_of_one_topic_become_more_alike_than_words_of_two(tmp_path: Path, context: str):
    vectors_VE = learned(two_topics(), tmp_path, context=context, window=2, epochs=20).vectors()
    near = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(u + 1, 7)]
    far = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(7, 12)]
    assert np.mean(near) > np.mean(far) + 0.5


@pytest.mark.parametrize("values", [{}, {"context": "nearby"}, {"noise": 4}])
def test_a_chunk_draws_the_same_whatever_was_drawn_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, values: dict[str, Any]
):
    monkeypatch.setattr(neural_lm_vectors, "CHUNK", 700)
    monkeypatch.setattr(neural_lm_vectors, "BATCH", 100)
    whole_VE = learned(two_topics(), tmp_path, epochs=2, **values).vectors()
    half, other = learner(two_topics(), epochs=2, **values), learner(two_topics(), epochs=2, **values)
    for chunk in range(3):
        half.learn(chunk)
    other.load_state_dict(half.state_dict())
    for chunk in range(3, other.chunks):
        other.learn(chunk)
    assert other.vectors().tobytes() == whole_VE.tobytes()


@given(
    sequences=st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=5),
    context=st.sampled_from(["left", "right", "both", "nearby"]),
    dim=st.integers(1, 300),
    noise=st.integers(1, 8),
)
@settings(max_examples=30)
def test_any_text_with_two_words_to_guess_gives_finite_vectors(
    sequences: list[list[int]], context: str, dim: int, noise: int
):
    made = learner(corpus([*sequences, [2, 3, 2, 3]], 6), context=context, window=1, dim=dim, noise=noise)
    for chunk in range(made.chunks):
        made.learn(chunk)
    assert made.vectors().shape == (6, dim)
    assert np.isfinite(made.vectors()).all()


def test_a_text_in_one_line_of_100_000_words_is_learned_in_several_chunks():
    line = np.random.default_rng(1).integers(2, 20, 100_000)
    made = learner(Corpus(line.astype(np.int32), np.array([0, 100_000]), 20, (0, 1)), dim=2, hidden_size=2, epochs=1)
    assert sum(map(made.amount, range(made.chunks))) == 100_000 - 4
    assert made.chunks == 4


def test_the_seed_decides_and_nothing_else(tmp_path: Path):
    first, second, other = (
        learned(two_topics(), tmp_path / str(at), seed=seed, epochs=1) for at, seed in enumerate((1, 1, 2))
    )
    torch.rand(3)
    assert first.vectors().tobytes() == second.vectors().tobytes() != other.vectors().tobytes()


def test_every_word_that_can_be_guessed_is_guessed_once_an_epoch(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neural_lm_vectors, "CHUNK", 700)
    made = learner(two_topics(), epochs=3, window=4)
    assert sum(map(made.amount, range(made.chunks))) == 3 * 200 * 6
    seen = []
    monkeypatch.setattr(made, "_step", lambda positions_B, _: seen.extend(positions_B.tolist()) or 0.0)
    for chunk in range(made.chunks):
        made.learn(chunk)
    assert len(seen) == 3 * len(set(seen)) == 3 * 200 * 6
    assert sorted(seen[:1_200]) == sorted(seen[1_200:2_400]) != seen[:1_200] != seen[1_200:2_400]


def test_words_in_no_context_and_padding_have_no_learned_vector(tmp_path: Path):
    text = corpus([[2, 3, 4], [2, 4, 3]], 12)
    before_VE, after_VE = learner(text, window=1).vectors(), learned(text, tmp_path, window=1).vectors()
    np.testing.assert_array_equal(after_VE[[0, 1, *range(5, 12)]], before_VE[[0, 1, *range(5, 12)]])
    assert (after_VE[2:5] != before_VE[2:5]).any(1).all()
    assert not after_VE[0].any()


def test_the_loss_that_is_shown_falls(monkeypatch: pytest.MonkeyPatch):
    made = learner(breakfasts(), epochs=60)
    losses = [made.learn(chunk)["loss"] for chunk in range(made.chunks)]
    assert losses[-1] < 1 < losses[0]


def test_bad_text_is_refused_before_anything_is_learned():
    with pytest.raises(DataError, match=r"lower embedding\.window"):
        learner(corpus([[2, 3], [4]]), window=2)
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        learner(corpus([[2, 12, 3]], 12), window=1)


def test_vectors_that_are_not_finite_are_never_returned():
    made = learner(two_topics())
    made.network.words.values_RX[3, 0] = torch.nan
    with pytest.raises(DivergedError, match="unrolled show embedding neural-lm"):
        made.vectors()


def test_the_layer_gives_the_learned_vectors_and_trains_them(tmp_path: Path):
    embedding = neural_lm.build(NeuralLMConfig(dim=8), vocab_size=12)
    vectors_VE = learned(two_topics(), tmp_path, epochs=1).vectors()
    vectors_VE.flags.writeable = False
    layer = embedding.module(vectors_VE)
    np.testing.assert_array_equal(layer(torch.arange(12)).detach(), vectors_VE)
    assert [weight.requires_grad for weight in layer.parameters()] == [True]
    assert embedding.module(None).weight.shape == (12, embedding.dim)


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_its_small_products_are_not_shared_out_and_torchs_threads_stay_what_they_were(two_threads, monkeypatch):
    made, seen = learner(breakfasts()), []
    monkeypatch.setattr(made.network, "learn", lambda *_: seen.append(torch.get_num_threads()) or 0.0)
    made.learn(0)
    assert seen == [1]
    assert torch.get_num_threads() == 2
