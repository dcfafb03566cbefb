import pytest
import torch

from unrolled_workflows.claims.chain import chain_length, chains, waits


def test_a_chain_is_as_long_as_the_operations_that_wait_for_one_another():
    x = torch.ones(2, requires_grad=True)
    side = (x + 1) * 2
    assert chain_length(side) == 3  # the leaf, the sum, the product
    assert chain_length(side.sin().cos() + x) == 6


@pytest.mark.parametrize(("cell", "waiting"), [("rnn", True), ("lstm", True), ("attention", False), ("mlp", False)])
def test_only_a_recurrent_cell_waits_for_the_step_before(lab, cell, waiting):
    assert waits(chains(lab, cell), cell) == waiting
