"""Optimizers and their memory."""

import pytest
import torch

from unrolled.runtime.optimizers import build_optimizer, optimizer_tensors, restore_optimizer
from unrolled.sections import TrainConfig


def stepped(optimizer, parameters, steps):
    for step in range(steps):
        for parameter in parameters:
            parameter.grad = torch.full_like(parameter, 0.1 * (step + 1))
        optimizer.step()


@pytest.mark.parametrize("name", ["adam", "adamw", "sgd"])
def test_an_optimizer_goes_on_where_another_stood(name):
    settings = TrainConfig(optimizer=name, weight_decay=0.01, learning_rate=0.05)
    ours = [torch.nn.Parameter(torch.arange(3.0)), torch.nn.Parameter(torch.ones(2, 2))]
    first = build_optimizer(settings, ours)
    stepped(first, ours, 3)
    theirs = [torch.nn.Parameter(parameter.detach().clone()) for parameter in ours]
    second = build_optimizer(settings, theirs)
    restore_optimizer(second, {name: tensor.clone() for name, tensor in optimizer_tensors(first).items()})
    stepped(first, ours, 2)
    stepped(second, theirs, 2)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", ["adam", "adamw", "sgd"])
def test_a_step_is_torchs_own(name):
    settings = TrainConfig(optimizer=name, weight_decay=0.01, learning_rate=0.05)
    reference = {
        "adam": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.01),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.01, momentum=0.9),
    }[name]
    ours, theirs = ([torch.nn.Parameter(torch.arange(3.0))] for _ in range(2))
    stepped(build_optimizer(settings, ours), ours, 4)
    stepped(reference(theirs), theirs, 4)
    assert torch.allclose(ours[0], theirs[0], atol=1e-6)


def test_an_optimizer_that_took_no_step_has_nothing_to_keep():
    optimizer = build_optimizer(TrainConfig(), [torch.nn.Parameter(torch.ones(2))])
    assert optimizer_tensors(optimizer) == {}


@pytest.mark.parametrize("name", ["adam", "adamw", "sgd"])
def test_vectors_with_a_rate_of_their_own_are_a_group_and_are_resumed_as_one(name):
    settings = TrainConfig(optimizer=name, learning_rate=0.05, embedding_learning_rate=0.01)
    ours = [torch.nn.Parameter(torch.arange(3.0)), torch.nn.Parameter(torch.ones(2, 2))]
    first = build_optimizer(settings, ours, ours[:1])
    assert [(group["lr"], [len(each) for each in group["params"]]) for group in first.param_groups] == [
        (0.05, [2]),
        (0.01, [3]),
    ]
    stepped(first, ours, 3)
    theirs = [torch.nn.Parameter(parameter.detach().clone()) for parameter in ours]
    second = build_optimizer(settings, theirs, theirs[:1])
    restore_optimizer(second, {name: tensor.clone() for name, tensor in optimizer_tensors(first).items()})
    stepped(first, ours, 2)
    stepped(second, theirs, 2)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_vectors_that_no_task_holds_are_in_no_group():
    settings = TrainConfig(embedding_learning_rate=0.01)
    weight, stranger = (torch.nn.Parameter(torch.ones(2)) for _ in range(2))
    groups = build_optimizer(settings, [weight], [stranger]).param_groups
    assert [len(group["params"]) for group in groups] == [1, 0]
