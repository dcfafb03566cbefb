"""Clipping by norm, as the lecture has it once its condition is turned round (erratum of V02)."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.runtime.clip import clip_, gradient_norm, gradients

VALUES = st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=8)


def flat(grads):
    return torch.cat([grad.flatten() for grad in grads]).double()


@pytest.mark.system("V02")
@settings(max_examples=100, deadline=None)
@given(parts=st.lists(VALUES, min_size=1, max_size=3), threshold=st.floats(0.01, 1000))
def test_clipping_bounds_the_norm_and_keeps_the_direction(parts, threshold):
    grads = [torch.tensor(part) for part in parts]
    before = flat(grads)
    norm = gradient_norm(grads)
    assert norm == pytest.approx(before.norm().item(), rel=1e-5)
    clip_(grads, norm, threshold)
    after = flat(grads)
    if norm <= threshold:
        assert torch.equal(after, before)
    else:
        assert after.norm().item() == pytest.approx(threshold, rel=1e-5)
        assert torch.cosine_similarity(after, before, dim=0).item() == pytest.approx(1, abs=1e-9)


@pytest.mark.system("V02")
def test_a_gradient_just_below_the_threshold_is_untouched():
    grad = torch.tensor([0.6, 0.8])
    norm = gradient_norm([grad])
    clip_([grad], norm, math.nextafter(norm, math.inf))
    assert grad.tolist() == torch.tensor([0.6, 0.8]).tolist()


def test_the_norm_is_finite_where_every_gradient_is():
    huge = [torch.full((4,), 1e30), torch.full((2, 2), 1e30)]
    assert gradient_norm(huge) == pytest.approx(math.sqrt(8) * 1e30, rel=1e-6)
    assert not math.isfinite(gradient_norm([*huge, torch.tensor([math.nan])]))


def test_parameters_without_a_gradient_have_no_part():
    with_one, without = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(2))
    with_one.sum().backward()
    assert len(gradients([with_one, without])) == 1
