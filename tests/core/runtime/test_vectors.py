"""Learning vectors, killed and taken up again.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from unrolled.contracts import Silent
from unrolled.errors import IntegrityError, ResourceError
from unrolled.runtime import vectors
from unrolled.runtime.vectors import VectorLearner, learn_vectors


class KilledError(Exception):
    pass


class Sums(VectorLearner):
    """Adds random numbers, from a generator whose state is a buffer, to a table."""

    title = "sums"

    def __init__(self, chunks=6, killed_at=None):
        super().__init__()
        self.chunks, self.killed_at, self.learned = chunks, killed_at, []
        self.register_buffer("table_VE", torch.zeros(3, 2))
        self.register_buffer("seed", torch.ones(1, dtype=torch.int64))

    def amount(self, _chunk):
        return 10

    def learn(self, chunk):
        if chunk == self.killed_at:
            raise KilledError
        self.learned.append(chunk)
        self.table_VE += torch.rand(3, 2, generator=torch.Generator().manual_seed(int(self.seed)))
        self.seed += 1
        return {"loss": float(chunk)}

    def vectors(self):
        return self.table_VE.numpy()


@pytest.fixture(autouse=True)
def _checkpoint_after_each_chunk(monkeypatch):
    monkeypatch.setattr(vectors, "_SAVE_EVERY", -1.0)


def test_chunks_are_learned_in_order_and_logged(tmp_path):
    learner, logged = Sums(), []
    learn_vectors(learner, work=tmp_path, progress=Silent(), log=lambda figures, step: logged.append((step, figures)))
    assert learner.learned == list(range(6))
    assert logged == [(chunk + 1, {"loss": float(chunk)}) for chunk in range(6)]


@pytest.mark.parametrize("killed_at", [0, 1, 5])
def test_a_learner_killed_anywhere_ends_in_the_same_bytes(tmp_path, killed_at):
    whole_VE = learn_vectors(Sums(), work=tmp_path / "whole", progress=Silent())
    with pytest.raises(KilledError):
        learn_vectors(Sums(killed_at=killed_at), work=tmp_path / "killed", progress=Silent())
    again = Sums()
    assert learn_vectors(again, work=tmp_path / "killed", progress=Silent()).tobytes() == whole_VE.tobytes()
    assert again.learned == list(range(killed_at, 6))


def test_what_was_learned_to_the_end_is_not_learned_again(tmp_path):
    first_VE = learn_vectors(Sums(), work=tmp_path, progress=Silent())
    again = Sums()
    np.testing.assert_array_equal(learn_vectors(again, work=tmp_path, progress=Silent()), first_VE)
    assert again.learned == []


def test_checkpoints_of_another_learner_are_refused(tmp_path):
    learn_vectors(Sums(chunks=4), work=tmp_path, progress=Silent())
    with pytest.raises(IntegrityError, match="other vectors"):
        learn_vectors(Sums(chunks=6), work=tmp_path, progress=Silent())


def test_a_damaged_checkpoint_is_set_aside_and_the_one_before_it_believed(tmp_path):
    whole_VE = learn_vectors(Sums(), work=tmp_path / "whole", progress=Silent())
    with pytest.raises(KilledError):
        learn_vectors(Sums(killed_at=4), work=tmp_path / "killed", progress=Silent())
    (tmp_path / "killed" / "step-00000004" / "state.json").write_text(json.dumps({"done": 1, "chunks": 6}))
    again = Sums()
    assert learn_vectors(again, work=tmp_path / "killed", progress=Silent()).tobytes() == whole_VE.tobytes()
    assert again.learned == [3, 4, 5]


def test_a_learner_that_does_not_learn_on_a_gpu_learns_on_the_cpu_whatever_the_task_asks_for(tmp_path):
    expected_VE = learn_vectors(Sums(), work=tmp_path / "cpu", progress=Silent())
    found_VE = learn_vectors(Sums(), work=tmp_path / "cuda", progress=Silent(), device="cuda")
    np.testing.assert_array_equal(found_VE, expected_VE)


@pytest.mark.skipif(torch.cuda.is_available(), reason="torch sees a GPU")
def test_a_gpu_that_is_not_there_is_an_error_before_anything_is_learned(tmp_path):
    learner = Sums()
    learner.learns_on_gpu = True
    with pytest.raises(ResourceError, match="torch sees no GPU"):
        learn_vectors(learner, work=tmp_path, progress=Silent(), device="cuda")
    assert learner.learned == []
