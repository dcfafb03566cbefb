"""The layout without padding against torch's own."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence

from unrolled.runtime.unroll import Packing

LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5)


@settings(max_examples=30, deadline=None)
@given(lengths=LENGTHS, padding=st.integers(0, 2))
def test_it_is_the_layout_of_a_packed_sequence(lengths, padding):
    x_BTI = torch.randn(len(lengths), max(lengths) + padding, 2)
    packing = Packing(torch.tensor(lengths), x_BTI.shape[1], x_BTI.device)
    longest_first = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    expected = pack_padded_sequence(x_BTI[longest_first], sorted(lengths, reverse=True), batch_first=True)
    assert torch.equal(packing.pack(x_BTI), expected.data)
    assert torch.equal(packing.batch_sizes, expected.batch_sizes)


@settings(max_examples=30, deadline=None)
@given(lengths=LENGTHS, padding=st.integers(0, 2))
def test_unpacking_gives_back_what_was_packed_with_zeros_for_padding(lengths, padding):
    x_BTI = torch.randn(len(lengths), max(lengths) + padding, 2)
    packing = Packing(torch.tensor(lengths), x_BTI.shape[1], x_BTI.device)
    past_BT = torch.arange(x_BTI.shape[1]) >= torch.tensor(lengths)[:, None]
    assert torch.equal(packing.unpack(packing.pack(x_BTI)), x_BTI.masked_fill(past_BT[..., None], 0))


@settings(max_examples=30, deadline=None)
@given(lengths=LENGTHS)
def test_a_state_is_sorted_by_length_and_back(lengths):
    packing = Packing(torch.tensor(lengths), 6, torch.device("cpu"))
    rows_B, lengths_B = torch.arange(len(lengths)), torch.tensor(lengths)
    in_order, sorted_B = packing.sort((lengths_B, rows_B))
    assert in_order.tolist() == sorted(lengths, reverse=True)
    assert torch.equal(packing.unsort((sorted_B,))[0], rows_B)
