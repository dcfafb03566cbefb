"""Gradient flow through time, measured while a task is trained."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from unrolled.runtime.gradient_flow import Probe
from unrolled.runtime.unroll.watch import gradient_by_lag


@pytest.fixture
def probe(tiny, tmp_path):
    """Build a task and the probe that measures it at every step."""

    def build(make=None, examples=80):
        tiny.seed_everything(1)
        task = (make or tiny.UnrolledTask)()
        return task, Probe(task, tiny.split(tmp_path, "train", examples, 1), 1)

    return build


def test_it_is_measured_before_the_first_step_and_every_few_steps_in_both_directions(tiny, tmp_path):
    fitted = tiny.train(tmp_path, tmp_path / "work", make=tiny.UnrolledTask, probe_every=7)
    places = [("encoder", 0, "forward"), ("encoder", 0, "backward")]
    expected = [(step, *place) for step in (0, 7, 14, 21, 28) for place in places]
    assert [(row["step"], row["encoder"], row["layer"], row["direction"]) for row in fitted.flow] == expected
    assert len({tuple(row["norm_by_lag"]) for row in fitted.flow}) == len(expected)


def test_measuring_changes_nothing_in_training(tiny, tmp_path):
    class Drawing(tiny.UnrolledTask):
        def loss(self, batch):
            return super().loss(batch) * (1 + torch.rand(()))

    watched, alone = (
        tiny.train(tmp_path, tmp_path / str(every), make=Drawing, probe_every=every) for every in (1, None)
    )
    assert len(watched.flow) == 60
    assert alone.flow == []
    assert tiny.digest(replace(watched, flow=[])) == tiny.digest(alone)


def test_a_probe_leaves_gradients_and_modes_as_they_are(probe):
    task, measuring = probe()
    task.dropout.eval()
    modes = [part.training for part in task.modules()]
    measuring.measure(0)
    assert [part.training for part in task.modules()] == modes
    assert all(parameter.grad is None for parameter in task.parameters())


def test_it_is_the_gradient_of_the_tasks_own_loss_without_dropout(tiny, probe, tmp_path):
    task, measuring = probe()
    batch = tiny.split(tmp_path, "train", 80, 1).batch(np.arange(0, 80, 10))
    text, labels_B = batch.fields["text"], batch.fields["label"]

    def loss_of(encoded):
        return torch.nn.functional.cross_entropy(task.output(encoded.last_BH), labels_B)

    expected = gradient_by_lag(task.encoder, task.embedding(text.values), text.lengths_B, loss_of)
    assert measuring.measure(0)[0]["norm_by_lag"] == expected.tolist()


@pytest.mark.parametrize("examples", [1, 7, 8, 80])
def test_the_examples_are_spread_over_the_split(tiny, probe, examples):
    seen = []

    class Seeing(tiny.UnrolledTask):
        def loss(self, batch):
            seen.extend(batch.rows_B.tolist())
            return super().loss(batch)

    probe(Seeing, examples)[1].measure(0)
    assert seen == list(range(0, examples, max(examples // 8, 1)))


def test_a_task_without_unrolled_cells_has_no_flow_and_costs_no_loss(tiny, probe):
    class Refusing(tiny.TinyTask):
        def loss(self, batch):
            raise AssertionError

    assert probe(Refusing)[1].measure(0) == []


def test_what_is_not_finite_is_none(tiny, probe):
    class Overflowing(tiny.UnrolledTask):
        def loss(self, batch):
            return super().loss(batch) * torch.inf

    rows = probe(Overflowing)[1].measure(0)
    assert {norm for row in rows for norm in row["norm_by_lag"]} == {None}


def test_an_interrupted_training_has_the_same_flow(tiny, tmp_path):
    class Stopping(tiny.Silence):
        def __init__(self, left):
            self.left = left

        def advance(self, amount, **figures):
            self.left -= amount
            if self.left == 0:
                raise InterruptedError

    options = {"make": tiny.UnrolledTask, "probe_every": 4}
    alone = tiny.train(tmp_path, tmp_path / "alone", **options)
    for left in (8, 1, 6):  # at a checkpoint, right behind one, in between
        with pytest.raises(InterruptedError):
            tiny.train(tmp_path, tmp_path / "work", progress=Stopping(left), **options)
    assert tiny.train(tmp_path, tmp_path / "work", **options).flow == alone.flow
