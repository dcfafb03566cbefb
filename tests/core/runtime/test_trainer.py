"""Lightning's Trainer as the host wants it."""

import pytest
import torch

from unrolled.errors import ResourceError
from unrolled.runtime.trainer import build_trainer, check_device, quiet
from unrolled.sections import TrainConfig


@pytest.mark.parametrize("seen", [True, False])
def test_the_device_is_the_one_that_is_asked_for_and_not_what_the_machine_has(tmp_path, monkeypatch, seen):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: seen)
    settings = TrainConfig()
    check_device(settings)
    with quiet():
        assert build_trainer(settings, (), tmp_path).strategy.root_device.type == "cpu"


def test_a_gpu_that_torch_does_not_see_is_a_resource_error(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ResourceError) as caught:
        check_device(TrainConfig(device="cuda"))
    (problem,) = caught.value.problems
    assert (problem.where, problem.command) == ("train.device", "unrolled run train.device=cpu")


def test_as_many_gpus_as_torch_sees_are_taken(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    check_device(TrainConfig(device="cuda", devices=2))
    with pytest.raises(ResourceError, match="3 GPUs are asked for, but torch sees 2") as caught:
        check_device(TrainConfig(device="cuda", devices=3))
    (problem,) = caught.value.problems
    assert (problem.where, problem.command) == ("train.devices", "unrolled run train.devices=2")


def test_processes_without_a_gpu_of_their_own_need_none():
    check_device(TrainConfig(devices=64))
