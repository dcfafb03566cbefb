"""Blocks of memory that are used again."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.memory import Blocks, new_empty

MIB = 2**20
# Either a size that is asked for, or which of those in use is given back.
ACTS = st.lists(st.one_of(st.integers(1, 40 * MIB), st.integers(0, 9).map(lambda place: -place)), max_size=30)


def _span(memory):
    first = ctypes.addressof(memory)
    return first, first + len(memory)


def test_a_block_that_came_back_is_handed_out_again():
    blocks = Blocks()
    memory = blocks.take(5 * MIB)
    first, _ = _span(memory)
    del memory
    assert _span(blocks.take(5 * MIB))[0] == first


def test_a_smaller_request_takes_the_smallest_block_that_is_large_enough():
    blocks = Blocks()
    memories = [blocks.take(size * MIB) for size in (16, 8, 4)]
    spans = [_span(memory) for memory in memories]
    memories.clear()
    assert _span(blocks.take(6 * MIB))[0] == spans[1][0]


@given(ACTS)
def test_memory_in_use_is_never_handed_out_twice_and_no_more_is_kept_than_was_once_asked_for(acts):
    blocks, in_use, most = Blocks(), [], 0
    for act in acts:
        if act > 0:
            in_use.append(blocks.take(act))
            most = max(most, sum(map(len, in_use)))
        elif -act < len(in_use):
            del in_use[-act]
        spans = sorted(map(_span, in_use))
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    in_use.clear()
    blocks.take(1)
    assert sum(map(len, blocks._waiting)) <= most * 9 / 8 + 8


def test_a_small_request_does_not_keep_a_block_that_is_much_too_large_from_others():
    blocks = Blocks()
    large = blocks.take(90 * MIB)
    first, last = _span(large)
    del large
    small = blocks.take(10 * MIB)
    assert not first <= _span(small)[0] < last


def test_a_large_tensor_keeps_its_memory_as_long_as_a_view_of_it_lives():
    like = torch.zeros(1)
    view = new_empty(like, 4096, 1024).fill_(3)[5:6]
    other = new_empty(like, 4096, 1024).fill_(7)
    assert view.unique().tolist() == [3]
    assert other.unique().tolist() == [7]


def test_a_tensor_has_the_shape_and_type_that_were_asked_for():
    for shape in ((3, 5), (4096, 600)):
        made = new_empty(torch.zeros(1, dtype=torch.float64), *shape)
        assert (made.shape, made.dtype, made.is_contiguous()) == (shape, torch.float64, True)
