"""The guard against values that are not finite."""

import math

import pytest
import torch

from unrolled.errors import DivergedError
from unrolled.runtime.guard import Guard


def named(*grads):
    parameters = []
    for number, grad in enumerate(grads):
        parameter = torch.nn.Parameter(torch.zeros(2))
        parameter.grad = torch.tensor(grad)
        parameters.append((f"layer.{number}", parameter))
    return parameters


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_stops_the_training_and_names_the_step(loss):
    with pytest.raises(DivergedError, match=f"at step 17: the loss is {loss}") as caught:
        Guard("stop", []).admits_loss(loss, 17)
    assert caught.value.exit_code == 7


def test_the_first_gradient_that_is_not_finite_is_named():
    guard = Guard("stop", named([1.0, 2.0], [0.0, math.inf], [math.nan, 0.0]))
    with pytest.raises(DivergedError, match=r"at step 3: the gradient of 'layer\.1' is not finite"):
        guard.admits_gradient(math.inf, 3)


def test_steps_are_skipped_up_to_the_limit_in_a_row():
    guard = Guard("skip:2", named([math.nan, 0.0]))
    assert not guard.admits_loss(math.nan, 1)
    assert not guard.admits_gradient(math.nan, 2)
    with pytest.raises(DivergedError, match="at step 3 after 2 skipped steps"):
        guard.admits_loss(math.nan, 3)


def test_a_good_step_starts_the_count_again():
    guard = Guard("skip:1", [])
    for step in range(1, 9, 2):
        assert not guard.admits_loss(math.nan, step)
        assert guard.admits_loss(0.5, step + 1)
        assert guard.admits_gradient(1.0, step + 1)


def test_off_admits_everything():
    guard = Guard("off", [])
    assert guard.admits_loss(math.nan, 1)
    assert guard.admits_gradient(math.inf, 1)
