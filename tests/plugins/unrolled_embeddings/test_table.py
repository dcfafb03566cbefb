"""Weights that are learned row by row."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_embeddings.table import EVERY_ROW, Table


@given(steps=st.lists(st.sets(st.integers(0, 4), min_size=1), max_size=5))
def test_rows_in_use_take_the_steps_of_torchs_adagrad_and_the_others_none(steps: list[set[int]]):
    random = torch.Generator().manual_seed(1)
    start_RX = torch.randn(5, 3, generator=random)
    table, dense = Table(start_RX.clone()), torch.nn.Parameter(start_RX.clone())
    optimizer = torch.optim.Adagrad([dense], lr=0.1)
    for step in steps:
        at_K = torch.tensor(sorted(step))
        gradient_KX = torch.randn(len(step), 3, generator=random)
        dense.grad = torch.zeros(5, 3).index_copy(0, at_K, gradient_KX)
        optimizer.step()
        table.descend(at_K, gradient_KX, 0.1)
    torch.testing.assert_close(table.values_RX, dense.data)


def test_every_row_is_all_rows():
    one, other = Table(torch.ones(2, 2)), Table(torch.ones(2, 2))
    one.descend(EVERY_ROW, torch.eye(2), 0.1)
    other.descend(torch.arange(2), torch.eye(2), 0.1)
    assert torch.equal(one.values_RX, other.values_RX)
    assert torch.equal(one.squares_RX, other.squares_RX)


def test_what_takes_a_gradient_is_a_leaf_and_not_the_table():
    table = Table(torch.ones(3, 2))
    rows = table.rows(torch.tensor([1]))
    rows.sum().backward()
    assert rows.grad.tolist() == [[1, 1]]
    assert table.values_RX.grad is None
