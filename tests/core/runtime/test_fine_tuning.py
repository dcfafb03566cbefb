"""Vectors that wait for their epoch, and that are trained at a rate of their own."""

from __future__ import annotations

from typing import ClassVar

import pytest
import pytorch_lightning as pl
import torch

from unrolled.runtime.fine_tuning import FineTuning


class EndOfProcessError(Exception):
    """What stands for the end of the process."""


@pytest.fixture
def tuned(tiny):
    """Return a builder of the tiny task, whose embedding the host knows; builds are kept in ``made``."""

    class Tuned(tiny.TinyTask):
        made: ClassVar = []

        def __init__(self):
            super().__init__()
            self.embedding_layers = (self.embedding,)
            self.start = self.embedding.weight.detach().clone()
            self.made.append(self)

    return Tuned


class Watcher(pl.Callback):
    """Keeps the vectors as they are at the end of each epoch."""

    def __init__(self):
        self.vectors = []

    def on_validation_end(self, trainer, pl_module):
        self.vectors.append(pl_module.embedding.weight.detach().clone())


def trained_with(tiny, work, make, **settings):
    return tiny.digest(tiny.train(work.parent, work, make=make, weight_decay=0.01, optimizer="adamw", **settings))


def test_vectors_stay_as_they_are_until_their_epoch_comes(tiny, tuned, tmp_path):
    watcher = Watcher()
    tiny.train(tmp_path, tmp_path / "work", make=tuned, fine_tune_after=1, fit_options={"callbacks": [watcher]})
    start, (first, second, third) = tuned.made[0].start, watcher.vectors
    assert torch.equal(first, start)
    assert not torch.equal(second, start)
    assert not torch.equal(third, second)


def test_null_never_moves_the_vectors_and_trains_everything_else(tiny, tuned, tmp_path):
    fitted = tiny.train(tmp_path, tmp_path / "work", make=tuned, fine_tune_after=None)
    (task,) = tuned.made
    tiny.seed_everything(1)
    start = tuned().state_dict()
    assert {name for name, tensor in fitted.state_dict.items() if torch.equal(tensor, start[name])} == {
        "embedding.weight"
    }
    assert not task.embedding.weight.requires_grad


def test_waiting_vectors_are_to_clipping_and_optimizer_what_frozen_ones_are(tiny, tuned, tmp_path):
    def frozen():
        task = tiny.TinyTask()
        task.embedding.weight.requires_grad_(False)
        return task

    ours = trained_with(tiny, tmp_path / "waiting", tuned, fine_tune_after=None, clip_norm=0.01)
    assert ours == trained_with(tiny, tmp_path / "frozen", frozen, clip_norm=0.01)


def test_vectors_tuned_from_the_start_are_weights_like_all_others(tiny, tuned, tmp_path):
    assert trained_with(tiny, tmp_path / "ours", tuned) == trained_with(tiny, tmp_path / "theirs", tiny.TinyTask)


def test_what_a_plugin_froze_stays_frozen(tuned):
    task = tuned()
    task.embedding.weight.requires_grad_(False)
    FineTuning(task, 0).begin(5)
    assert not task.embedding.weight.requires_grad


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("step", [7, 10, 11, 27])
def test_a_training_interrupted_before_or_after_the_change_ends_with_the_same_bytes(
    tiny, tuned, tmp_path, optimizer, step
):
    class Ticking(tiny.Silence):
        left = step

        def advance(self, amount, **figures):
            self.left -= amount
            if self.left == 0:
                raise EndOfProcessError

    settings = {"make": tuned, "optimizer": optimizer, "fine_tune_after": 1, "embedding_learning_rate": 0.01}
    alone = tiny.train(tmp_path, tmp_path / "alone", **settings)
    with pytest.raises(EndOfProcessError):
        tiny.train(tmp_path, tmp_path / "work", progress=Ticking(), **settings)
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work", **settings)) == tiny.digest(alone)


def test_a_training_that_had_nothing_left_to_do_knows_what_was_trained(tiny, tuned, tmp_path):
    for _ in range(2):
        tiny.train(tmp_path, tmp_path / "work", make=tuned, fine_tune_after=3, checkpoint_every=30)
    assert [task.embedding.weight.requires_grad for task in tuned.made] == [False, False]


def test_the_best_epoch_may_be_one_before_the_change(tiny, tuned, tmp_path):
    class Worsening(tuned):
        def score(self, rows):
            return {**super().score(rows), "accuracy": 1 / (1 + self.trainer.current_epoch)}

    fitted = tiny.train(tmp_path, tmp_path / "work", make=Worsening, fine_tune_after=1)
    (task,) = tuned.made
    assert fitted.best_epoch == 1
    assert torch.equal(task.embedding.weight, task.start)


def test_vectors_take_steps_of_their_own_length(tiny, tuned, tmp_path):
    def moved(rate):
        settings = {"optimizer": "sgd", "embedding_learning_rate": rate, "clip_norm": None, "warmup_steps": 0}
        fitted = tiny.train(tmp_path, tmp_path / str(rate), make=tuned, examples=8, epochs=1, **settings)
        return fitted.state_dict["embedding.weight"] - tuned.made[-1].start

    torch.testing.assert_close(moved(0.02), moved(0.2) / 10, rtol=1e-4, atol=1e-7)
