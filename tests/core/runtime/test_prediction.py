"""Predictions of a split."""

import pytest
import torch

from unrolled.errors import PluginError
from unrolled.runtime.prediction import evaluation, predict_split


def test_rows_come_in_the_order_of_the_split(tiny, tmp_path):
    split = tiny.split(tmp_path, "train", 50, 1)
    task = tiny.TinyTask()
    rows = predict_split(task, split, 8)
    assert [row["label"] for row in rows] == split.scalars("label").tolist()
    alone = predict_split(task, split, 1)
    assert [row["loss"] for row in rows] == pytest.approx([row["loss"] for row in alone], rel=1e-5)


def test_every_part_is_left_in_the_mode_it_was_in(tiny):
    task = tiny.TinyTask().train()
    task.gru.eval()
    with evaluation(task):
        assert not any(part.training for part in task.modules())
        assert not torch.is_grad_enabled()
    assert (task.training, task.dropout.training, task.gru.training) == (True, True, False)


def test_a_task_that_gives_too_few_rows_is_named(tiny, tmp_path):
    class Short(tiny.TinyTask):
        def predict(self, batch):
            return super().predict(batch)[1:]

    with pytest.raises(PluginError, match="gave 7 rows for a batch of 8 examples"):
        predict_split(Short(), tiny.split(tmp_path, "train", 20, 1), 8)
