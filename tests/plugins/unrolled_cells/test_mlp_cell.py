"""The standard network against a linear layer over all positions at once."""

from __future__ import annotations

import torch

from unrolled_cells import RNNConfig, rnn
from unrolled_cells.baselines import MLPConfig, mlp


def build(max_length=5):
    torch.manual_seed(0)
    return mlp.build(MLPConfig(hidden_size=4, max_length=max_length), input_size=3).double()


def test_outputs_equal_one_layer_over_the_prefix_with_zeros_behind():
    cell = build()
    W_HN = cell.weight_MHI.transpose(0, 1).flatten(1)
    x_BTI = torch.randn(2, 5, 3, dtype=torch.float64)
    y_BTH, _ = cell.sequence(x_BTI, (), torch.tensor([5, 5]))
    for time in range(5):
        prefix_BTI = x_BTI.clone()
        prefix_BTI[:, time + 1 :] = 0
        expected_BH = torch.tanh(prefix_BTI.flatten(1) @ W_HN.T + cell.bias_H)
        torch.testing.assert_close(y_BTH[:, time], expected_BH, rtol=0, atol=1e-12)


def test_what_stands_behind_the_last_position_is_not_seen():
    cell = build(max_length=3)
    x_BTI = torch.randn(2, 5, 3, dtype=torch.float64)
    y_BTH, _ = cell.sequence(x_BTI, (), torch.tensor([5, 4]))
    assert torch.equal(y_BTH[0, 3:], y_BTH[0, 2].expand(2, 4))
    assert torch.equal(y_BTH[1, 3], y_BTH[1, 2])


def test_a_word_means_something_else_at_another_position_but_not_to_a_recurrent_cell():
    word = torch.randn(3, dtype=torch.float64)
    early_BTI, late_BTI = torch.zeros(2, 1, 5, 3, dtype=torch.float64)
    early_BTI[0, 0] = late_BTI[0, 4] = word
    recurrent = rnn.build(RNNConfig(hidden_size=4, bias=False), input_size=3).double()

    def at_the_word(cell, x_BTI, time):
        y_BTH, _ = cell.sequence(x_BTI, cell.initial_state(1), torch.tensor([5]))
        return y_BTH[0, time]

    torch.testing.assert_close(at_the_word(recurrent, early_BTI, 0), at_the_word(recurrent, late_BTI, 4))
    assert not torch.allclose(at_the_word(build(), early_BTI, 0), at_the_word(build(), late_BTI, 4), atol=0.01)


def test_every_weight_starts_within_one_over_the_root_of_all_inputs():
    largest = max(float(weight.detach().abs().max()) for weight in build().parameters())
    assert 0.9 * 15**-0.5 < largest <= 15**-0.5
