import pytest
import torch

from unrolled_workflows.claims.exercises import adding, recalling
from unrolled_workflows.claims.learning import Reader, held_out_accuracy, held_out_loss, train

EASY = recalling(4, 1, 3, 32)


def reader(lab, seed=0):
    return Reader(lab, "gru", 3, 3, seed, hidden_size=8)


def trained(lab, seed):
    made = reader(lab)
    train(made, EASY, steps=20, learning_rate=0.02, seed=seed)
    return torch.cat([weight.flatten() for weight in made.parameters()])


def test_the_same_seed_trains_to_the_same_weights_and_another_to_others(lab):
    assert torch.equal(trained(lab, 1), trained(lab, 1))
    assert not torch.equal(trained(lab, 1), trained(lab, 2))


def test_training_lowers_the_loss_on_sequences_not_seen(lab):
    made = reader(lab)
    before = held_out_loss(made, EASY, seed=0)
    train(made, EASY, steps=80, learning_rate=0.02, seed=0)
    assert held_out_loss(made, EASY, seed=0) < before / 2


def test_values_are_judged_by_their_squared_error(lab):
    made = Reader(lab, "rnn", 2, 1, 0, hidden_size=4)
    x_BTI, target_B1 = adding([5], 7)(torch.Generator().manual_seed(0))
    assert made.loss(x_BTI, target_B1).item() == pytest.approx(((made(x_BTI) - target_B1) ** 2).mean().item())


def test_accuracy_is_told_for_each_question(lab):
    made = Reader(lab, "rnn", 3, 3, 0, questions=2, hidden_size=4)
    shares = held_out_accuracy(made, recalling(4, 2, 3, 50), seed=0)
    assert len(shares) == 2
    assert all(0 <= share <= 1 for share in shares)
