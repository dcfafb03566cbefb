"""Both directions and several layers of every recurrent cell, as the host unrolls it by default."""

from __future__ import annotations

import pytest
import torch

import unrolled_cells
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig

EVERY = pytest.mark.parametrize("component", unrolled_cells.RECURRENT, ids=lambda component: component.name)
LENGTHS = [4, 6, 9]


def encoder(component, **unroll):
    torch.manual_seed(0)
    return build_encoder(
        lambda size: component.build(component.config(hidden_size=4), input_size=size).double(),
        3,
        UnrollConfig(**unroll),
    )


def batch():
    torch.manual_seed(1)
    return torch.randn(3, 11, 3, dtype=torch.float64), torch.tensor(LENGTHS)


@pytest.mark.system("C14")
@EVERY
def test_of_a_sequence_read_backwards_the_two_directions_change_places(component):
    both = encoder(component, bidirectional=True)
    ((forwards, backwards),) = both.layers
    backwards.load_state_dict(forwards.state_dict())
    x_BTI = batch()[0]
    whole_B = torch.full((3,), 11)
    there, back = both(x_BTI, whole_B).y_BTH.flip(1).chunk(2, 2)
    expected = torch.cat([back, there], 2)
    torch.testing.assert_close(both(x_BTI.flip(1), whole_B).y_BTH, expected, rtol=0, atol=1e-12)


@pytest.mark.system("C14")
@EVERY
def test_in_both_directions_a_padded_sequence_gives_what_it_gives_unpadded(component):
    both = encoder(component, bidirectional=True)
    x_BTI, lengths_B = batch()
    padded = both(x_BTI, lengths_B)
    for row, length in enumerate(LENGTHS):
        alone = both(x_BTI[row : row + 1, :length], lengths_B[row : row + 1])
        torch.testing.assert_close(padded.y_BTH[row, :length], alone.y_BTH[0], rtol=0, atol=1e-12)
        torch.testing.assert_close(padded.last_BH[row], alone.last_BH[0], rtol=0, atol=1e-12)


@pytest.mark.system("C15")
@EVERY
def test_three_layers_are_three_cells_each_fed_with_the_one_below(component):
    deep = encoder(component, num_layers=3)
    x_BTI, lengths_B = batch()
    encoded = deep(x_BTI, lengths_B)
    for row, length in enumerate(LENGTHS):
        states = [cell.initial_state(1) for (cell,) in deep.layers]
        for time in range(length):
            a_BH = x_BTI[row : row + 1, time]
            for layer, (cell,) in enumerate(deep.layers):
                a_BH, states[layer] = cell.step(a_BH, states[layer])
            torch.testing.assert_close(encoded.y_BTH[row, time], a_BH[0], rtol=0, atol=1e-12)
