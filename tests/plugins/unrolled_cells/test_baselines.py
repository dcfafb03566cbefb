"""What the encoders without recurrence do alike."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from pydantic import ValidationError

from unrolled import ConfigError
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled.testing import conform
from unrolled_cells.baselines import (
    AttentionConfig,
    BagOfWordsConfig,
    ConvolutionConfig,
    MLPConfig,
    attention,
    bag_of_words,
    convolution,
    mlp,
)

BASELINES = [bag_of_words, mlp, attention, convolution]
VARIANTS = [
    pytest.param(bag_of_words, BagOfWordsConfig(hidden_size=1), id="bag-of-words of width one"),
    pytest.param(mlp, MLPConfig(max_length=4), id="mlp that sees less than there is"),
    pytest.param(attention, AttentionConfig(hidden_size=9, heads=3), id="attention of odd width"),
    pytest.param(convolution, ConvolutionConfig(filters=3, channels=3), id="convolution of one pixel a row"),
]
each = pytest.mark.parametrize("component", BASELINES, ids=lambda component: component.name)


def test_declaring_them_imports_neither_torch_nor_numpy():
    code = "import sys, unrolled_cells.baselines; print({'torch', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.parametrize(("component", "config"), VARIANTS)
def test_a_baseline_keeps_every_law_of_cells_but_those_of_a_step(component, config):
    assert set(conform(component, config).not_applicable) == {
        "a-step-gives-an-output-and-a-state",
        "a-step-is-pure",
        "a-sequence-in-two-pieces-equals-the-whole",
        "every-backend-equals-the-fold-of-step",
        "every-backend-has-the-gradients-of-the-fold",
    }


@each
def test_gradients_agree_with_finite_differences(component):
    torch.manual_seed(0)
    cell = component.build(component.config(hidden_size=4), input_size=2).double()
    x_BTI = torch.randn(2, 3, 2, dtype=torch.float64, requires_grad=True)
    lengths_B = torch.tensor([3, 2])

    def outputs(x_BTI, *_weights):  # gradcheck moves the weights in place, so the cell sees them
        return cell.sequence(x_BTI, (), lengths_B)[0]

    assert torch.autograd.gradcheck(outputs, (x_BTI, *cell.parameters()))


@each
def test_the_host_stacks_them_and_runs_them_both_ways(component):
    config = component.config(hidden_size=4)
    unroll = UnrollConfig(num_layers=2, bidirectional=True)
    encoder = build_encoder(lambda size: component.build(config, input_size=size), 3, unroll)
    encoded = encoder(torch.randn(2, 5, 3), torch.tensor([5, 2]))
    assert encoded.y_BTH.shape == (2, 5, 8)
    assert encoded.state == ((), (), (), ())


@each
def test_going_on_from_a_state_is_refused_since_there_is_none(component):
    config = component.config(hidden_size=4)
    encoder = build_encoder(lambda size: component.build(config, input_size=size), 3, UnrollConfig())
    x_BTI, lengths_B = torch.randn(1, 2, 3), torch.tensor([2])
    with pytest.raises(ConfigError, match="a cell without a step cannot go on from a state"):
        encoder(x_BTI, lengths_B, encoder(x_BTI, lengths_B).state)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hidden_size": 50}, "hidden_size 50 is not divisible by heads 4, but 48 is"),
        ({"hidden_size": 3, "heads": 8}, "hidden_size 3 is not divisible by heads 8, but 8 is"),
    ],
)
def test_a_width_that_the_heads_do_not_divide_is_refused_with_the_nearest_that_they_do(fields, message):
    with pytest.raises(ValidationError, match=message):
        AttentionConfig(**fields)
