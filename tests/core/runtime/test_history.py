"""Curves and the best epoch."""

import json
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Monitor
from unrolled.runtime.history import History, beats

LOSS = Monitor("loss", "min")


def test_the_training_loss_is_the_mean_over_examples():
    history = History(LOSS)
    history.count(1.0, 3)
    history.count(5.0, 1)
    history.close_epoch(1, 2, {"loss": 0.5})
    assert history.curves == [{"epoch": 1, "step": 2, "train_loss": 2.0, "validation_loss": 0.5}]


@pytest.mark.parametrize(("mode", "best"), [("min", 3), ("max", 2)])
def test_the_best_epoch_is_the_first_of_the_best(mode, best):
    history = History(Monitor("loss", mode))
    for epoch, loss in enumerate([3.0, 4.0, 1.0, 1.0, 4.0], start=1):
        history.close_epoch(epoch, epoch, {"loss": loss})
    assert history.best_epoch == best


def test_epochs_that_are_not_the_best_until_then_are_counted():
    history = History(LOSS)
    for epoch, loss in enumerate([3.0, 4.0, 1.0, 1.0, 0.5], start=1):
        history.close_epoch(epoch, epoch, {"loss": loss})
    assert history.stalls == 2


def test_a_number_is_better_than_nan():
    history = History(LOSS)
    for epoch, loss in enumerate([math.nan, math.inf, math.nan], start=1):
        history.close_epoch(epoch, epoch, {"loss": loss})
    assert history.best_epoch == 2


@given(new=st.floats(), old=st.floats(), mode=st.sampled_from(["min", "max"]))
def test_of_two_metrics_at_most_one_is_better(new, old, mode):
    assert not (beats(new, old, mode) and beats(old, new, mode))
    assert not (math.isnan(new) and beats(new, old, mode))


@given(losses=st.lists(st.floats(), min_size=1, max_size=4), metrics=st.dictionaries(st.text("abc"), st.floats()))
def test_a_history_goes_on_where_another_stood(losses, metrics):
    history, other = History(LOSS), History(LOSS)
    for epoch, loss in enumerate(losses, start=1):
        history.count(loss, 4)
        history.close_epoch(epoch, epoch * 10, {**metrics, "loss": loss})
    history.count(losses[0], 7)
    history.flow.append({"step": 0, "norm_by_lag": [losses[0], None] if math.isfinite(losses[0]) else [None]})
    other.restore(json.loads(json.dumps(history.state(), allow_nan=False, sort_keys=True)), {"w": torch.ones(1)})
    for each in (history, other):
        each.close_epoch(9, 99, {"loss": 1.0})
    assert repr(other.curves) == repr(history.curves)
    assert other.flow == history.flow
    assert (other.best_epoch, other.stalls) == (history.best_epoch, history.stalls)
