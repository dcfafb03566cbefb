"""GloVe vectors of small texts.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Corpus, Ragged
from unrolled.errors import DivergedError
from unrolled.runtime.splits import corpus
from unrolled.vectors import cosine
from unrolled_embeddings.counts import glove_vectors
from unrolled_embeddings.counts.counted import GloveConfig, glove
from unrolled_embeddings.counts.glove_vectors import GloveLearner

UNK, FIRST = 1, 2


def text(sequences: list[list[int]], vocab_size: int = 12) -> Corpus:
    return corpus([Ragged.of(sequences)], vocab_size=vocab_size, specials=(0, UNK))


def two_topics() -> Corpus:
    """Sequences that hold either the words 2 to 6 or the words 7 to 11, at random."""
    generator = np.random.default_rng(1)
    return text([(generator.integers(0, 5, 10) + FIRST + 5 * (s % 2)).tolist() for s in range(200)])


def three_groups() -> Corpus:
    generator = np.random.default_rng(1)
    return text((generator.zipf(1.2, (60, 20)) % 1_400 + FIRST).tolist(), 1_402)


def learner(given: Corpus, *, seed: int = 1, threads: int = 1, **values: Any) -> GloveLearner:
    config = GloveConfig.parse({"dim": 8, "epochs": 2, **values})
    made = glove.build(config, vocab_size=given.vocab_size).learner(given, seed=seed, threads=threads)
    assert isinstance(made, GloveLearner)
    return made


def learned(given: Corpus, **values: Any) -> np.ndarray:
    made = learner(given, **values)
    for chunk in range(made.chunks):
        made.learn(chunk)
    return made.vectors()


@pytest.mark.system("E11")
def test_words_of_one_topic_become_more_alike_than_words_of_two():
    vectors_VE = learned(two_topics(), epochs=100)
    near = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(u + 1, 7)]
    far = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(7, 12)]
    assert min(near) > max(far)


@pytest.mark.parametrize("threads", [2, 8])
def test_any_number_of_threads_gives_the_same_bytes(threads: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glove_vectors, "BLOCK", 1)
    assert learned(three_groups(), threads=threads).tobytes() == learned(three_groups()).tobytes()


def test_the_seed_decides():
    first_VE = learned(three_groups())
    assert first_VE.tobytes() == learned(three_groups()).tobytes() != learned(three_groups(), seed=2).tobytes()


def test_a_budget_that_sends_the_pairs_to_disk_changes_no_byte():
    assert learned(three_groups(), memory=2e-4).tobytes() == learned(three_groups()).tobytes()


def test_a_learner_that_takes_over_between_two_rounds_ends_in_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glove_vectors, "CHUNK", 1)
    monkeypatch.setattr(glove_vectors, "BLOCK", 1)
    first, second = learner(three_groups()), learner(three_groups())
    for chunk in range(4):
        first.learn(chunk)
    second.load_state_dict({name: tensor.clone() for name, tensor in first.state_dict().items()})
    for chunk in range(4, second.chunks):
        second.learn(chunk)
    assert second.vectors().tobytes() == learned(three_groups()).tobytes()


@pytest.mark.parametrize("block", [1, 2])
def test_an_epoch_visits_every_pair_once(block: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glove_vectors, "CHUNK", 5_000)
    monkeypatch.setattr(glove_vectors, "BLOCK", block)
    made, seen = learner(three_groups(), epochs=1), []
    monkeypatch.setattr(glove_vectors, "learn", lambda pairs_C, *_: seen.append(pairs_C) or 0.0)
    for chunk in range(made.chunks):
        made.learn(chunk)
    assert made.chunks > 1
    assert sum(map(made.amount, range(made.chunks))) == sum(map(len, seen))
    assert sum(map(len, seen)) == sum(len(found.pairs_C) for found in made._tiles)
    assert len({tile.ctypes.data for tile in seen}) == 9


def test_how_rounds_are_cut_into_chunks_changes_no_byte(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glove_vectors, "BLOCK", 1)
    whole_VE = learned(three_groups())
    monkeypatch.setattr(glove_vectors, "CHUNK", 1)
    assert learned(three_groups()).tobytes() == whole_VE.tobytes()


def test_the_loss_falls():
    made = learner(two_topics(), epochs=30)
    losses = [made.learn(chunk)["loss"] for chunk in range(made.chunks)]
    assert losses[-1] < losses[0] / 2


def test_vectors_are_those_of_words_and_contexts_together_or_of_words_alone():
    made = learner(two_topics())
    words_VE, contexts_VE = (table[:12, 0, :8].clone() for table in (made.words_L2P, made.contexts_L2P))
    np.testing.assert_array_equal(made.vectors()[1:], (words_VE + contexts_VE)[1:])
    np.testing.assert_array_equal(learner(two_topics(), add_contexts=False).vectors()[1:], words_VE[1:])


def test_specials_and_words_without_a_neighbour_keep_their_random_start():
    alone_VE, absent_VE = learned(text([[2], [UNK, 4, 5]])), learned(text([[4, 5]]))
    np.testing.assert_array_equal(alone_VE[[UNK, 2, 3]], absent_VE[[UNK, 2, 3]])
    assert 0 < np.abs(alone_VE[[UNK, 2, 3]]).max() <= 1 / 8
    assert not alone_VE[0].any()


def tables(made: GloveLearner, dim: int) -> list[torch.Tensor]:
    """Return words_VE, their biases_V, contexts_VE and theirs, of a vocabulary of one group, as leaves of autograd."""
    words_VP, contexts_VP = made.words_L2P[:5, 0].double(), made.contexts_L2P[:5, 0].double()
    leaves = words_VP[:, :dim], words_VP[:, dim], contexts_VP[:, :dim], contexts_VP[:, dim + 1]
    return [leaf.clone().requires_grad_() for leaf in leaves]


def counted(sequences: list[list[int]], window: int) -> dict[tuple[int, int], float]:
    """Return how often each pair of words stands together, by distance, without specials."""
    counts_VV = np.zeros((5, 5))
    for sequence in sequences:
        words = [word for word in sequence if word > UNK]
        for place, word in enumerate(words):
            for distance, context in enumerate(words[place + 1 : place + 1 + window], 1):
                counts_VV[[word, context], [context, word]] += 1 / distance * (1 + (word == context))
    return {(int(w), int(c)): counts_VV[w, c] for w, c in np.argwhere(counts_VV)}


@given(st.lists(st.lists(st.integers(0, 4), max_size=8), max_size=4), st.integers(1, 300), st.integers(1, 9))
@settings(max_examples=25)
def test_an_epoch_is_adagrad_on_the_papers_objective_for_every_pair_of_any_text(
    sequences: list[list[int]], dim: int, window: int
):
    made = learner(text([*sequences, [2, 2, 3]], 5), dim=dim, window=window, epochs=1, x_max=2)
    counts, leaves, pairs_C = counted([*sequences, [2, 2, 3]], window), tables(made, dim), made._tiles[0].pairs_C
    words_VE, biases_V, contexts_VE, other_biases_V = leaves
    optimizer = torch.optim.Adagrad(leaves, lr=1, initial_accumulator_value=1 / 0.05**2, eps=0)
    assert sorted(zip(pairs_C["word"].tolist(), pairs_C["context"].tolist(), strict=True)) == sorted(counts)
    for w, c in zip(pairs_C["word"].tolist(), pairs_C["context"].tolist(), strict=True):
        miss = words_VE[w] @ contexts_VE[c] + biases_V[w] + other_biases_V[c] - np.log(counts[w, c])
        optimizer.zero_grad()
        (min(counts[w, c] / 2, 1) ** 0.75 * miss**2 / 2).backward()
        optimizer.step()
    made.learn(0)
    for leaf, learned_leaf in zip(leaves, tables(made, dim), strict=True):
        np.testing.assert_allclose(learned_leaf.detach(), leaf.detach(), atol=2e-5)


@given(st.lists(st.lists(st.integers(0, 4), max_size=8), max_size=5), st.integers(1, 300))
@settings(max_examples=30)
def test_any_text_with_a_pair_gives_finite_vectors(sequences: list[list[int]], dim: int):
    vectors_VE = learned(text([*sequences, [2, 2]], 5), dim=dim)
    assert vectors_VE.shape == (5, dim)
    assert np.isfinite(vectors_VE).all()


def test_a_vocabulary_of_one_word_is_learned():
    assert learned(corpus([Ragged.of([[1, 1, 1]])], vocab_size=2, specials=(0,)))[1].any()


def test_a_loss_that_is_not_finite_ends_the_learning(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glove_vectors, "learn", lambda *_: float("nan"))
    with pytest.raises(DivergedError, match=r"the loss is not finite; lower embedding\.learning_rate"):
        learner(two_topics()).learn(0)


def test_vectors_that_are_not_finite_are_never_returned():
    made = learner(two_topics())
    made.words_L2P[3, 0, 0] = torch.inf
    with pytest.raises(DivergedError, match="unrolled show embedding glove"):
        made.vectors()
