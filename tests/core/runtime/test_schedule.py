"""Learning rates in the course of a training."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.optimizers import build_optimizer, optimizer_tensors, restore_optimizer
from unrolled.runtime.schedule import Schedule
from unrolled.sections import TrainConfig

STEPS = 100


def schedule(kind: str, warmup: int = 0, **more: object) -> tuple[Schedule, torch.optim.Optimizer]:
    settings = TrainConfig.parse({"schedule": kind, "warmup_steps": warmup, "learning_rate": 0.5, **more})
    weights = [torch.nn.Parameter(torch.zeros(2)) for _ in range(2)]
    optimizer = build_optimizer(settings, weights, weights[1:])
    return Schedule(settings, optimizer, STEPS), optimizer


@pytest.mark.parametrize(
    ("kind", "shares"),
    [
        ("constant", [1, 1, 1, 1]),
        ("linear", [1, 0.75, 0.5, 0.01]),
        ("cosine", [1, (1 + math.cos(math.pi / 4)) / 2, 0.5, (1 + math.cos(0.99 * math.pi)) / 2]),
    ],
)
def test_a_schedule_has_its_shape(kind: str, shares: list[float]) -> None:
    found = [schedule(kind)[0].share(step, 0) for step in (0, 25, 50, 99)]
    assert found == pytest.approx(shares)


def test_a_plateau_halves_the_rates_after_each_epoch_that_is_no_new_best() -> None:
    assert [schedule("plateau")[0].share(50, stalls) for stalls in range(4)] == [1, 0.5, 0.25, 0.125]


@pytest.mark.parametrize("kind", ["constant", "linear", "cosine", "plateau"])
def test_the_rates_rise_in_equal_parts_to_their_full_size(kind: str) -> None:
    rising = schedule(kind, warmup=4)[0]
    assert [rising.share(step, 0) for step in range(5)] == [0.25, 0.5, 0.75, 1.0, 1.0]


@given(kind=st.sampled_from(["linear", "cosine"]), warmup=st.integers(0, 120), step=st.integers(0, STEPS - 1))
def test_after_the_warmup_no_rate_rises_and_none_is_below_0(kind: str, warmup: int, step: int) -> None:
    falling = schedule(kind, warmup=warmup)[0]
    now, later = falling.share(step, 0), falling.share(step + 1, 0)
    assert 0 <= now <= 1
    assert later <= now or step < warmup


def test_every_group_keeps_its_part_of_the_rate() -> None:
    halving, optimizer = schedule("plateau", embedding_learning_rate=0.1)
    for stalls in (2, 1, 3):
        halving.set(0, stalls)
    assert [group["lr"] for group in optimizer.param_groups] == [0.5 / 8, 0.1 / 8]


def test_an_optimizer_that_was_restored_is_still_scheduled() -> None:
    halving, optimizer = schedule("plateau")
    restore_optimizer(optimizer, optimizer_tensors(optimizer))
    halving.set(0, 1)
    assert [group["lr"] for group in optimizer.param_groups] == [0.25]
