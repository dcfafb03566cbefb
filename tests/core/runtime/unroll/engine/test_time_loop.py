"""What a compiled loop must not do in silence: read what it was not made for, lose a gradient, keep memory."""

from __future__ import annotations

import copy
import gc

import pytest
import torch

from unrolled.errors import ConfigError
from unrolled.runtime.unroll import build_encoder
from unrolled.runtime.unroll.loop import run_loop
from unrolled.sections import UnrollConfig
from unrolled_cells import LSTMConfig, lstm

LENGTHS_B = torch.tensor([4, 2, 3])


class Doubled(torch.nn.Linear):
    """h' = tanh(W [x, h] + b); y is no part of the state, and the state may start turned around."""

    output_size = 3

    def __init__(self, size):
        super().__init__(size + 3, 3)
        self.gain = 2.0

    def initial_state(self, batch_size):
        return (self.weight.new_zeros(3, batch_size).t(),)

    def step(self, x_BI, state):
        h_BH = torch.tanh(self(torch.cat([x_BI, *state], 1)))
        return torch.sigmoid(self.gain * h_BH), (h_BH,)


@pytest.fixture
def encoder(compiler):
    torch.manual_seed(0)
    return build_encoder(Doubled, 5, UnrollConfig(backend="engine"))


def inputs(size=5, dtype=torch.float32):
    torch.manual_seed(1)
    return torch.randn(3, 4, size, dtype=dtype, requires_grad=True)


def folded(encoder, x_BTI):
    cell = encoder.layers[0][0]
    return run_loop(cell, x_BTI, cell.initial_state(3), LENGTHS_B)[0]


def test_an_input_of_another_width_is_refused(encoder):
    encoder(inputs(), LENGTHS_B)
    with pytest.raises(ConfigError, match="reduction dim"):
        encoder(inputs(3), LENGTHS_B)


def test_after_a_change_of_type_the_loop_is_made_anew(encoder):
    encoder(inputs(), LENGTHS_B)
    encoder.double()
    x_BTI = inputs(dtype=torch.float64)
    torch.testing.assert_close(encoder(x_BTI, LENGTHS_B).y_BTH, folded(encoder, x_BTI), rtol=0, atol=1e-12)
    with pytest.raises((RuntimeError, ValueError, ConfigError)):
        encoder(inputs(), LENGTHS_B)


def test_a_number_that_changes_between_two_calls_is_heeded(encoder):
    x_BTI = inputs()
    encoder(x_BTI, LENGTHS_B)
    encoder.layers[0][0].gain = 0.5
    torch.testing.assert_close(encoder(x_BTI, LENGTHS_B).y_BTH, folded(encoder, x_BTI))


def test_a_mask_of_turned_states_is_read_row_by_row(compiler):
    torch.manual_seed(0)
    encoder = build_encoder(Doubled, 5, UnrollConfig(backend="engine", recurrent_dropout=0.5))
    hoisted = copy.deepcopy(encoder)
    hoisted.unroller._backends["cpu"] = "hoisted"
    full_B = torch.tensor([4, 4, 4])
    outputs = []
    for each in (encoder, hoisted):
        torch.manual_seed(3)
        outputs.append(each(inputs(), full_B).y_BTH)
    torch.testing.assert_close(*outputs)


@pytest.mark.parametrize("detached", [False, True])
def test_writing_over_an_output_that_backward_needs_is_noticed(encoder, detached):
    packed = []
    run = encoder.unroller.run
    encoder.unroller.run = lambda *a, **k: packed.append(run(*a, **k)) or packed[-1]
    y_BTH = encoder(inputs(), torch.tensor([4, 4, 4])).y_BTH
    (y_BTH.detach() if detached else packed[0][0]).mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y_BTH.sum().backward()


def test_a_second_derivative_is_refused_and_not_left_out(encoder):
    x_BTI = inputs()
    with pytest.raises(ConfigError, match="no second derivative"):
        torch.autograd.grad(encoder(x_BTI, LENGTHS_B).y_BTH.sum(), x_BTI, create_graph=True)


def test_a_graph_that_is_kept_gives_the_same_gradients_twice(encoder):
    x_BTI = inputs()
    loss = encoder(x_BTI, LENGTHS_B).y_BTH.square().sum()
    once, again = (torch.autograd.grad(loss, x_BTI, retain_graph=True)[0] for _ in range(2))
    assert torch.equal(once, again)


def test_nothing_lives_on_when_an_output_is_dropped(encoder):
    encoder(inputs(), LENGTHS_B)
    gc.collect()
    gc.disable()
    try:
        before = tensors()
        for _ in range(3):
            encoder(inputs(), LENGTHS_B)
        assert tensors() == before
    finally:
        gc.enable()


def tensors():
    return sum(type(each) is torch.Tensor for each in gc.get_objects())


def test_autocast_does_not_reach_into_a_compiled_loop(encoder):
    x_BTI = inputs()
    expected = encoder(x_BTI, LENGTHS_B).y_BTH
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(encoder(x_BTI, LENGTHS_B).y_BTH, expected)


def test_an_empty_batch_gives_empty_outputs(compiler):
    encoder = build_encoder(
        lambda size: lstm.build(LSTMConfig(hidden_size=4), input_size=size), 5, UnrollConfig(backend="engine")
    )
    assert encoder(torch.zeros(0, 4, 5), torch.zeros(0, dtype=torch.int64)).y_BTH.shape == (0, 4, 4)
