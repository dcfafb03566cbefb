"""The conditional random field against all sequences of classes, one by one."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tasks.tagging.linear_chain import LinearChain

CLASSES = 3


@st.composite
def chains(draw):
    """Return a chain with drawn weights, and a padded batch for it."""
    generator = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    chain = LinearChain(2, CLASSES).double()
    for weight in chain.parameters():
        weight.data = torch.randn(weight.shape, generator=generator, dtype=torch.float64) * 2
    y_BTH = torch.randn(len(lengths), max(lengths), 2, generator=generator, dtype=torch.float64)
    valid_BT = torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]
    return chain, y_BTH, valid_BT


def by_hand(chain, y_TH):
    """Return each sequence of classes with its score, written out as the paper has it."""
    scores_TC = chain(y_TH)
    return {
        path: chain.first_C[path[0]]
        + sum(scores_TC[step, each] for step, each in enumerate(path))
        + sum(chain.next_CC[one, other] for one, other in itertools.pairwise(path))
        + chain.last_C[path[-1]]
        for path in itertools.product(range(CLASSES), repeat=len(y_TH))
    }


@given(chains())
@settings(max_examples=40)
def test_the_forward_algorithm_sums_over_all_paths(case):
    chain, y_BTH, valid_BT = case
    found_B = chain.log_partition(chain(y_BTH), valid_BT)
    for found, y_TH, valid_T in zip(found_B, y_BTH, valid_BT, strict=True):
        scores = torch.stack(list(by_hand(chain, y_TH[valid_T]).values()))
        assert found.item() == pytest.approx(scores.logsumexp(0).item(), abs=1e-9)


@given(chains())
@settings(max_examples=40)
def test_viterbi_finds_the_best_of_all_paths(case):
    chain, y_BTH, valid_BT = case
    for best_T, y_TH, valid_T in zip(chain.best(y_BTH, valid_BT), y_BTH, valid_BT, strict=True):
        scores = by_hand(chain, y_TH[valid_T])
        assert tuple(best_T[valid_T].tolist()) == max(scores, key=lambda path: scores[path].item())


@given(chains(), st.data())
@settings(max_examples=40)
def test_the_loss_is_minus_the_log_probability_of_the_path(case, data):
    chain, y_BTH, valid_BT = case
    drawn = st.lists(st.integers(0, CLASSES - 1), min_size=valid_BT.numel(), max_size=valid_BT.numel())
    targets_BT = torch.tensor(data.draw(drawn)).reshape(valid_BT.shape)
    losses = chain.losses(y_BTH, targets_BT, valid_BT)
    for loss, targets_T, y_TH, valid_T in zip(losses, targets_BT, y_BTH, valid_BT, strict=True):
        scores = by_hand(chain, y_TH[valid_T])
        log_z = torch.stack(list(scores.values())).logsumexp(0)
        assert loss.item() == pytest.approx((log_z - scores[tuple(targets_T[valid_T].tolist())]).item(), abs=1e-9)


def test_untrained_transitions_leave_each_class_to_its_token():
    chain = LinearChain(2, CLASSES)
    y_BTH = torch.randn(1, 6, 2)
    assert chain.best(y_BTH, torch.ones(1, 6, dtype=torch.bool)).equal(chain(y_BTH).argmax(2))


def test_ten_thousand_tokens_neither_overflow_nor_vanish():
    chain = LinearChain(2, CLASSES)
    valid_BT = torch.ones(1, 10_000, dtype=torch.bool)
    y_BTH = torch.full((1, 10_000, 2), 30.0)
    losses_B = chain.losses(y_BTH, torch.zeros(1, 10_000, dtype=torch.long), valid_BT)
    assert losses_B.isfinite().all()
    assert losses_B.item() >= 0
