"""Layers, directions and lengths of an unrolled cell."""

from __future__ import annotations

import pytest
import torch

from unrolled.errors import ConfigError
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig

EVERY = pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
EACH = pytest.mark.parametrize("backend", ["fused", "hoisted", "engine"])


def sentences(lengths, size=3):
    torch.manual_seed(1)
    x_BTI = torch.randn(len(lengths), max(lengths) + 2, size, dtype=torch.float64)
    return x_BTI, torch.tensor(lengths)


@pytest.mark.system("T10")
@EVERY
@EACH
@pytest.mark.parametrize("bidirectional", [False, True])
def test_sentences_of_four_six_and_nine_words_give_in_one_batch_what_they_give_alone(
    encode, name, backend, bidirectional
):
    encoder = encode(name, num_layers=2, bidirectional=bidirectional, backend=backend)
    x_BTI, lengths_B = sentences([4, 6, 9])
    together = encoder(x_BTI, lengths_B)
    for row, length in enumerate([4, 6, 9]):
        alone = encoder(x_BTI[row : row + 1, :length], lengths_B[row : row + 1])
        torch.testing.assert_close(together.y_BTH[row, :length], alone.y_BTH[0], rtol=0, atol=1e-12)
        torch.testing.assert_close(together.last_BH[row], alone.last_BH[0], rtol=0, atol=1e-12)
        assert together.y_BTH[row, length:].count_nonzero() == 0


@EVERY
@EACH
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.system("T05")
def test_what_stands_in_the_padding_reaches_nothing(encode, name, backend, bidirectional):
    encoder = encode(name, num_layers=2, bidirectional=bidirectional, backend=backend)
    x_BTI, lengths_B = sentences([4, 1, 9])
    padding_BT = torch.arange(x_BTI.shape[1]) >= lengths_B[:, None]
    clean = encoder(x_BTI, lengths_B)
    dirty = encoder(x_BTI.masked_fill(padding_BT[..., None], torch.nan), lengths_B)
    torch.testing.assert_close(clean, dirty, rtol=0, atol=0)


@pytest.mark.system("C15")
@EVERY
@EACH
def test_three_layers_equal_three_cells_composed_by_hand(encode, name, backend):
    encoder = encode(name, num_layers=3, backend=backend)
    x_BTI, lengths_B = sentences([4, 6, 9])
    for row, length in enumerate([4, 6, 9]):
        states = [cell.initial_state(1) for (cell,) in encoder.layers]
        expected = []
        for time in range(length):
            a_BH = x_BTI[row : row + 1, time]
            for layer, (cell,) in enumerate(encoder.layers):
                a_BH, states[layer] = cell.step(a_BH, states[layer])
            expected.append(a_BH[0])
        encoded = encoder(x_BTI, lengths_B)
        torch.testing.assert_close(encoded.y_BTH[row, :length], torch.stack(expected), rtol=0, atol=1e-12)
        torch.testing.assert_close(encoded.last_BH[row], expected[-1], rtol=0, atol=1e-12)


@EACH
def test_the_second_direction_starts_at_each_sequences_own_end(encode, backend):
    encoder = encode(bidirectional=True, backend=backend)
    ((forwards, backwards),) = encoder.layers
    x_BTI, lengths_B = sentences([4, 6, 9])
    encoded = encoder(x_BTI, lengths_B)
    for row, length in enumerate([4, 6, 9]):
        x_1TI, length_1 = x_BTI[row : row + 1, :length], lengths_B[row : row + 1]
        there, _ = forwards.sequence(x_1TI, forwards.initial_state(1), length_1)
        back, _ = backwards.sequence(x_1TI.flip(1), backwards.initial_state(1), length_1)
        expected = torch.cat([there, back.flip(1)], 2)[0]
        torch.testing.assert_close(encoded.y_BTH[row, :length], expected, rtol=0, atol=1e-12)
        last = torch.cat([there[0, -1], back[0, -1]])
        torch.testing.assert_close(encoded.last_BH[row], last, rtol=0, atol=1e-12)
    assert encoder.output_size == 8


@EVERY
@EACH
@pytest.mark.parametrize("cut", [1, 5, 8])
def test_a_sequence_in_two_pieces_equals_the_whole(encode, name, backend, cut):
    encoder = encode(name, num_layers=2, backend=backend)
    x_BTI, lengths_B = sentences([9, 9])
    whole = encoder(x_BTI[:, :9], lengths_B)
    first = encoder(x_BTI[:, :cut], torch.full((2,), cut))
    second = encoder(x_BTI[:, cut:9], 9 - torch.full((2,), cut), first.state)
    torch.testing.assert_close(torch.cat([first.y_BTH, second.y_BTH], 1), whole.y_BTH, rtol=0, atol=1e-12)
    torch.testing.assert_close(second.state, whole.state, rtol=0, atol=1e-12)
    assert len(whole.state) == 2


def test_a_bidirectional_encoder_refuses_to_go_on_from_a_state(encode):
    encoder = encode(bidirectional=True)
    x_BTI, lengths_B = sentences([4, 6])
    with pytest.raises(ConfigError, match="bidirectional"):
        encoder(x_BTI, lengths_B, encoder(x_BTI, lengths_B).state)


def test_a_state_of_another_depth_is_refused(encode):
    x_BTI, lengths_B = sentences([4, 6])
    with pytest.raises(ConfigError, match="1 cell states, the encoder 2 layers"):
        encode(num_layers=2)(x_BTI, lengths_B, encode()(x_BTI, lengths_B).state)


@EVERY
@EACH
def test_gradients_reach_inputs_initial_state_and_every_parameter(encode, name, backend):
    encoder = encode(name, num_layers=2, backend=backend)
    x_BTI, lengths_B = sentences([4, 6])
    x_BTI.requires_grad_()
    state = tuple(
        tuple(torch.randn_like(part).requires_grad_() for part in layer) for layer in encoder(x_BTI, lengths_B).state
    )
    encoder(x_BTI, lengths_B, state).last_BH.square().sum().backward()
    for tensor in [x_BTI, *(part for layer in state for part in layer), *encoder.parameters()]:
        assert tensor.grad.count_nonzero() > 0


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_dropout_acts_on_the_input_of_each_layer_and_on_nothing_else(echo, num_layers):
    encoder = build_encoder(echo, 50, UnrollConfig(num_layers=num_layers, dropout=0.5))
    torch.manual_seed(0)
    y_BTH = encoder(torch.ones(4, 6, 50), torch.full((4,), 6)).y_BTH
    assert set(y_BTH.unique().tolist()) == {0.0, 2.0**num_layers}
    assert float(y_BTH.count_nonzero()) / y_BTH.numel() == pytest.approx(0.5**num_layers, abs=0.05)
    assert set(encoder.eval()(torch.ones(4, 6, 50), torch.full((4,), 6)).y_BTH.unique().tolist()) == {1.0}


def test_a_cell_without_a_step_runs_and_cannot_go_on_from_a_state():
    class Doubled(torch.nn.Module):
        output_size = 3

        def initial_state(self, _batch_size):
            return ()

        def sequence(self, x_BTI, state, _lengths_B):
            return 2 * x_BTI, state

    x_BTI, lengths_B = sentences([11, 11])
    encoder = build_encoder(lambda _size: Doubled(), 3, UnrollConfig(num_layers=2))
    encoded = encoder(x_BTI[:, :11], lengths_B)
    assert torch.equal(encoded.y_BTH, 4 * x_BTI[:, :11])
    with pytest.raises(ConfigError, match="without a step"):
        encoder(x_BTI, lengths_B, encoded.state)
