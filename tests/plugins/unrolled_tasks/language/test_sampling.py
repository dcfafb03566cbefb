"""Distributions to draw from."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled_tasks.language.sampling import Draws

ROWS = st.lists(st.lists(st.floats(-8, 8, width=32), min_size=5, max_size=5), min_size=1, max_size=3)
LOG_PROBS = torch.tensor([[0.5, 0.2, 0.15, 0.1, 0.05]]).log()


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    temperature=st.floats(0, 5),
    top_k=st.none() | st.integers(1, 7),
    top_p=st.none() | st.floats(0.01, 1),
)
def test_every_row_is_a_distribution_over_tokens_at_least_as_likely_as_those_left_out(rows, temperature, top_k, top_p):
    log_probs_BV = torch.tensor(rows).log_softmax(1)
    probs_BV = Draws(temperature, top_k, top_p).probabilities(log_probs_BV)
    assert torch.allclose(probs_BV.sum(1), torch.ones(len(rows), dtype=torch.float64))
    assert (probs_BV >= 0).all()
    for probs_V, log_probs_V in zip(probs_BV, log_probs_BV, strict=True):
        kept = probs_V > 0
        assert 1 <= kept.sum() <= (top_k or 5)
        if not kept.all() and temperature > 0.5:
            assert log_probs_V[kept].min() >= log_probs_V[~kept].max()


def test_the_default_draws_as_the_model_has_it():
    assert torch.allclose(Draws().probabilities(LOG_PROBS)[0].float(), LOG_PROBS[0].exp())


@pytest.mark.system("L04")
def test_a_temperature_of_zero_takes_the_likeliest():
    assert Draws(temperature=0).probabilities(LOG_PROBS)[0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_the_temperature_divides_the_logits():
    sharp = Draws(temperature=0.5).probabilities(LOG_PROBS)[0]
    expected = LOG_PROBS[0].exp().double() ** 2
    assert torch.allclose(sharp, expected / expected.sum())


@pytest.mark.system("L04")
def test_top_k_keeps_the_k_likeliest():
    assert Draws(top_k=2).probabilities(LOG_PROBS)[0].tolist() == pytest.approx([5 / 7, 2 / 7, 0, 0, 0])


@pytest.mark.system("L04")
@pytest.mark.parametrize(("top_p", "kept"), [(0.4, 1), (0.6, 2), (0.8, 3), (1.0, 5)])
def test_top_p_keeps_the_fewest_that_sum_to_p(top_p, kept):
    assert (Draws(top_p=top_p).probabilities(LOG_PROBS)[0] > 0).sum() == kept


def test_top_p_leaves_out_what_comes_after_the_sum_is_reached():
    evenly = torch.zeros(1, 4).log_softmax(1)
    assert Draws(top_p=0.5).probabilities(evenly)[0].tolist() == [0.5, 0.5, 0.0, 0.0]


def test_no_temperature_overflows():
    assert Draws(temperature=1e-310).probabilities(LOG_PROBS)[0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_what_gives_no_distribution_is_refused_all_at_once():
    with pytest.raises(ConfigError) as caught:
        Draws(temperature=float("nan"), top_k=0, top_p=1.5)
    assert [problem.what.split(" is ")[0] for problem in caught.value.problems] == ["temperature", "top_k", "top_p"]
