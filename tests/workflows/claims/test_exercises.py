import pytest
import torch

from unrolled_workflows.claims.exercises import adding, copying, finding, recalling


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


def test_adding_asks_for_the_sum_of_one_marked_number_in_each_half(generator):
    x_BT2, target_B1 = adding([10], 50)(generator)
    marks_BT = x_BT2[..., 1]
    assert (marks_BT[:, :5].sum(1) == 1).all()
    assert (marks_BT[:, 5:].sum(1) == 1).all()
    assert torch.equal((x_BT2[..., 0] * marks_BT).sum(1, keepdim=True), target_B1)


def test_the_best_constant_answer_to_adding_errs_by_a_sixth(generator):
    _, target_B1 = adding([10], 20_000)(generator)
    assert target_B1.var().item() == pytest.approx(1 / 6, rel=0.05)


def test_adding_draws_one_of_the_lengths_for_each_batch(generator):
    draw = adding([4, 6], 2)
    assert {draw(generator)[0].shape[1] for _ in range(20)} == {4, 6}


def test_copying_shows_the_symbols_first_and_then_blanks(generator):
    x_BTC, target_BK = copying(8, 3, 4, 5)(generator)
    assert torch.equal(x_BTC[:, :3].argmax(2), target_BK)
    assert x_BTC[:, 3:].count_nonzero() == 0


def test_recalling_asks_for_the_symbols_before_the_last_one(generator):
    x_BTC, target_BK = recalling(6, 2, 4, 5)(generator)
    assert torch.equal(target_BK, x_BTC.argmax(2)[:, [4, 3]])


def test_finding_puts_the_symbol_at_the_positions_asked_for_and_nowhere_else(generator):
    x_BTC, occurs_B = finding(6, range(4, 6), 3, 200)(generator)
    found_BT = x_BTC.argmax(2) == 2
    assert torch.equal(found_BT.sum(1), occurs_B)
    assert found_BT[:, :4].count_nonzero() == 0
    assert 50 < int(occurs_B.sum()) < 150
