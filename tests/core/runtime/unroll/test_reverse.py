"""Turning time around."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.reverse import reverse_sequences


def test_each_sequence_turns_at_its_own_end():
    x_BT1 = torch.tensor([[1, 2, 3, 0], [4, 5, 0, 0], [6, 7, 8, 9]])[..., None]
    expected = [[3, 2, 1, 0], [5, 4, 0, 0], [9, 8, 7, 6]]
    assert reverse_sequences(x_BT1, torch.tensor([3, 2, 4]))[..., 0].tolist() == expected


@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=4))
def test_turning_twice_gives_back_the_sequences(lengths):
    x_BTI = torch.randn(len(lengths), 6, 2)
    lengths_B = torch.tensor(lengths)
    assert torch.equal(reverse_sequences(reverse_sequences(x_BTI, lengths_B), lengths_B), x_BTI)
