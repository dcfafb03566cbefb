"""Vectors that are learned by predicting words from words, on small texts.

Shapes: N tokens, S sequences, V vocabulary, E embedding.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import torch

from unrolled import Corpus, DataError, PluginError
from unrolled.errors import DivergedError
from unrolled.runtime.vectors import learn_vectors
from unrolled.vectors import cosine
from unrolled_embeddings.kernels import rooms
from unrolled_embeddings.prediction import noise_learner, predicted_learner, softmax_learner, window_learner
from unrolled_embeddings.prediction.predicted import SkipGramConfig, cbow, skip_gram

UNK, FIRST = 1, 2


class Told:
    """A progress that keeps what it was told."""

    def __init__(self) -> None:
        self.started: list[Any] = []
        self.amounts: list[float] = []
        self.stopped = 0

    def start(self, what: str, total: float, unit: str) -> None:
        self.started.append((what, total, unit))

    def advance(self, amount: float, **_: float) -> None:
        self.amounts.append(amount)

    def stop(self) -> None:
        self.stopped += 1


def corpus(sequences: list[list[int]]) -> Corpus:
    offsets_S1 = np.cumsum([0, *map(len, sequences)])
    ids_N = np.array([index for sequence in sequences for index in sequence], np.int32)
    return Corpus(ids_N, offsets_S1, 12, (0, UNK))


def two_topics() -> Corpus:
    """Sequences that hold either the words 2 to 6 or the words 7 to 11, at random."""
    generator = np.random.default_rng(1)
    return corpus([(generator.integers(0, 5, 10) + FIRST + 5 * (s % 2)).tolist() for s in range(200)])


WAYS = [
    pytest.param(skip_gram, {}, id="skip-gram"),
    pytest.param(skip_gram, {"negative_sharing": "pair"}, id="skip-gram-own-noise"),
    pytest.param(skip_gram, {"objective": "hierarchical-softmax"}, id="skip-gram-paths"),
    pytest.param(cbow, {}, id="cbow"),
    pytest.param(cbow, {"objective": "hierarchical-softmax"}, id="cbow-paths"),
    pytest.param(skip_gram, {"objective": "softmax"}, id="skip-gram-all"),
    pytest.param(cbow, {"objective": "softmax"}, id="cbow-all"),
]


def fit(
    text: Corpus,
    component: Any = skip_gram,
    *,
    seed: int = 1,
    threads: int = 1,
    progress: Told | None = None,
    **values: Any,
) -> np.ndarray:
    config = component.config.parse({"dim": 8, "sample": 0, **values})
    learner = component.build(config, vocab_size=text.vocab_size).learner(text, seed=seed, threads=threads)
    with TemporaryDirectory() as work:
        return learn_vectors(learner, work=Path(work), progress=progress or Told())


@pytest.mark.parametrize(("component", "values"), WAYS)
def test_words_of_one_topic_become_more_alike_than_words_of_two(component: Any, values: dict[str, Any]):
    vectors_VE = fit(two_topics(), component, epochs=40, **values)
    near = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(u + 1, 7)]
    far = [cosine(vectors_VE[u], vectors_VE[v]) for u in range(2, 7) for v in range(7, 12)]
    assert np.mean(near) > np.mean(far) + 0.3


@pytest.mark.parametrize(("component", "values"), WAYS)
@pytest.mark.parametrize("dim", [1, 17, 100])
def test_any_number_of_threads_gives_the_same_bytes(component: Any, values: dict[str, Any], dim: int):
    found = {
        threads: fit(two_topics(), component, threads=threads, dim=dim, **values).tobytes() for threads in (1, 2, 8)
    }
    assert found[1] == found[2] == found[8]
    assert found[1] != fit(two_topics(), component, seed=2, dim=dim, **values).tobytes()


def test_threads_that_write_over_one_another_learn_too():
    vectors_VE = fit(two_topics(), threads=2, epochs=40, order="hogwild")
    near, far = (
        np.mean([cosine(vectors_VE[2], vectors_VE[v]) for v in group]) for group in (range(3, 7), range(7, 12))
    )
    assert near > far + 0.3


@pytest.mark.parametrize("component", [skip_gram, cbow])
def test_words_of_one_topic_become_more_alike_by_products_of_matrices_too(component: Any):
    vectors_VE = fit(two_topics(), component, epochs=20, negatives=2, order="products")
    near, far = (
        np.mean([cosine(vectors_VE[2], vectors_VE[v]) for v in group]) for group in (range(3, 7), range(7, 12))
    )
    assert near > far + 0.3


@pytest.mark.parametrize("values", [{"order": "products"}, {"objective": "softmax"}])
def test_a_learner_that_was_moved_off_the_cpu_learns_where_it_stands(
    values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    devices: list[str] = []
    for module, name in ((noise_learner, "learn_from_noise"), (softmax_learner, "learn_from_all")):
        step = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *given, step=step: devices.append(given[0].device.type) or step(*given)
        )
    config = skip_gram.config.parse(values)
    made = skip_gram.build(config, vocab_size=12).learner(two_topics(), seed=1, threads=1)
    assert made.learns_on_gpu
    made.to("meta").learn(0)
    assert set(devices) == {"meta"}


@pytest.mark.parametrize("values", [{}, {"objective": "hierarchical-softmax"}])
def test_what_compiled_loops_learn_stays_on_the_cpu(values: dict[str, Any]):
    config = skip_gram.config.parse(values)
    assert not skip_gram.build(config, vocab_size=12).learner(two_topics(), seed=1, threads=1).learns_on_gpu


def test_progress_is_told_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(window_learner, "CHUNK", 500)
    told = Told()
    fit(two_topics(), epochs=2, progress=told)
    assert told.started == [("skip-gram", 4_000, "words")]
    assert told.amounts == [500] * 8
    assert told.stopped == 1


def test_a_sentence_longer_than_a_chunk_is_learned_as_if_it_were_cut(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(window_learner, "CHUNK", 50)
    told, words = Told(), np.random.default_rng(0).integers(2, 12, 210).tolist()
    one_VE = fit(corpus([[5], words, [], [6]]), progress=told, epochs=1)
    many_VE = fit(corpus([[5], *(words[start : start + 50] for start in range(0, 210, 50)), [], [6]]), epochs=1)
    assert one_VE.tobytes() == many_VE.tobytes()
    assert told.amounts == [51, 50, 50, 50, 11]


@pytest.mark.parametrize(("component", "values"), WAYS)
def test_a_vocabulary_of_one_word_is_learned_from_nothing_but_itself(component: Any, values: dict[str, Any]):
    vectors_VE = fit(corpus([[2, 2, 2]] * 5), component, **values)
    assert np.isfinite(vectors_VE).all()


@pytest.mark.parametrize("component", [skip_gram, cbow])
@pytest.mark.parametrize("values", [{}, {"sample": 1e-3}, {"learning_rate": 0.1}, {"window": 10}])
def test_vectors_of_a_few_frequent_words_stay_small(component: Any, values: dict[str, Any]):
    letters = np.random.default_rng(0).integers(2, 6, (200, 500)).tolist()
    vectors_VE = fit(corpus(letters), component, epochs=2, dim=20, **values)
    assert np.linalg.norm(vectors_VE, axis=1).max() < 10


def few_and_many(words: int) -> Corpus:
    """Sequences of words, the first a hundred times as frequent as the last, at random."""
    chances = 1 / np.arange(1, 11) ** 2
    drawn = np.random.default_rng(0).choice(10, words, p=chances / chances.sum()) + FIRST
    return corpus(drawn.reshape(-1, 200).tolist())


@pytest.mark.parametrize(("component", "values"), WAYS[:5])
@pytest.mark.parametrize("window", [50, 150])
def test_vectors_of_wide_windows_stay_small(component: Any, values: dict[str, Any], window: int):
    vectors_VE = fit(few_and_many(4_000), component, window=window, **values)
    assert np.linalg.norm(vectors_VE, axis=1).max() < 10


@pytest.mark.parametrize(("component", "values"), WAYS[:3])
@pytest.mark.parametrize("dim", [8, 50])
def test_any_number_of_threads_gives_the_same_bytes_of_wide_windows(component: Any, values: dict[str, Any], dim: int):
    text, given = few_and_many(400), {"dim": dim, "window": 50, "epochs": 1, **values}
    found = {threads: fit(text, component, threads=threads, **given).tobytes() for threads in (1, 2, 3, 8)}
    assert found[1] == found[2] == found[3] == found[8]


@pytest.mark.parametrize("sharing", ["window", "pair"])
def test_notes_of_a_batch_take_no_more_than_there_is_room_for(sharing: str, monkeypatch: pytest.MonkeyPatch):
    room = 2**20
    monkeypatch.setattr(rooms, "_BYTES", room)
    values = {"window": 50, "negatives": 99, "negative_sharing": sharing, "learning_rate": 1e-5}
    learner = skip_gram.build(skip_gram.config.parse(values), vocab_size=12).learner(two_topics(), seed=1, threads=1)
    (notes,) = learner._rooms
    taken = sum(part.nbytes for part in (notes.slopes_WX, notes.shared.logits_GWX, notes.targets_GWT, notes.rates_WT))
    assert 0.5 * room < taken / 2 < 1.1 * room


def test_words_without_a_neighbour_and_specials_keep_their_random_start():
    alone_VE, absent_VE = fit(corpus([[2], [3], [UNK, 4, 5]])), fit(corpus([[4, 5]]))
    np.testing.assert_array_equal(alone_VE[[UNK, 2, 3]], absent_VE[[UNK, 2, 3]])
    assert np.abs(alone_VE[[UNK, 2, 3]]).max() <= 0.5 / 8


def test_padding_has_a_vector_of_zeros():
    assert not fit(two_topics())[0].any()


@pytest.mark.parametrize("sequences", [[], [[]], [[2], [3]], [[UNK, 2, 0], [UNK, UNK]]])
def test_a_text_without_a_pair_is_an_error_with_a_way_out(sequences: list[list[int]]):
    with pytest.raises(DataError, match=r"no pair to learn from; lower tokenizer\.min_count.*unrolled set embedding"):
        fit(corpus(sequences))


@pytest.mark.parametrize("index", [-1, 12])
def test_an_id_outside_the_vocabulary_is_the_tokenizers_fault(index: int):
    with pytest.raises(PluginError, match="its vocabulary has 12"):
        fit(corpus([[2, index, 3]]))


def test_vectors_that_are_not_finite_are_never_returned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(predicted_learner, "train", lambda *job: job[4].words_GVP.fill(np.nan))
    with pytest.raises(DivergedError, match=r"lower embedding\.learning_rate"):
        fit(two_topics())


@pytest.mark.system("E10")
def test_null_negatives_are_chosen_by_the_size_of_the_text():
    assert fit(two_topics(), negatives=None).tobytes() == fit(two_topics(), negatives=10).tobytes()


def test_the_layer_gives_the_learned_vectors_and_trains_them():
    vectors_VE = fit(two_topics())
    vectors_VE.flags.writeable = False
    layer = skip_gram.build(SkipGramConfig(dim=8), vocab_size=12).module(vectors_VE)
    np.testing.assert_array_equal(layer(torch.arange(12)).detach(), vectors_VE)
    assert layer.weight.requires_grad


def test_a_layer_without_vectors_starts_small_and_differs_by_seed():
    embedding = skip_gram.build(SkipGramConfig(dim=8), vocab_size=12)
    torch.manual_seed(1)
    first, second = embedding.module(None).weight, embedding.module(None).weight
    assert first.abs().max() <= 0.5 / 8
    assert not torch.equal(first, second)
