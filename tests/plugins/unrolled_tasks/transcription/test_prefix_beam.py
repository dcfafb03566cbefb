"""The likeliest texts of a recording."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tasks.transcription.prefix_beam import Hypothesis, best_path, likeliest, prefix_beam, spelled

from .brute_force import text_probabilities

SEEDS = st.integers(0, 2**32 - 1)
EVERY = 10**6


def recording(seed, frames=4, symbols=3):
    random = torch.Generator().manual_seed(seed)
    return (2 * torch.randn(frames, symbols, generator=random, dtype=torch.float64)).log_softmax(1)


def never_twice(prefix):
    """Say 1 and 2 by turns, and rather end after a 2: in the blank's place stands the end."""
    shares = {(): [0.1, 0.6, 0.3]}.get(prefix[-1:], [0.2, 0.1, 0.7] if prefix[-1:] == (1,) else [0.5, 0.4, 0.1])
    return [math.log(share) for share in shares]


@pytest.mark.system("A05")
@given(SEEDS, st.integers(1, 5))
@settings(max_examples=40)
def test_a_beam_that_leaves_nothing_out_finds_every_text_with_the_probability_of_all_its_alignments(seed, frames):
    log_probs_TV = recording(seed, frames)
    expected = text_probabilities(log_probs_TV.tolist())
    found = prefix_beam(log_probs_TV, EVERY)
    assert {each.symbols: math.exp(each.log_probability) for each in found} == pytest.approx(expected)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@given(SEEDS, st.sampled_from([0.0, 0.5, 2.0]))
@settings(max_examples=40)
def test_a_language_model_weighs_every_symbol_and_the_end(seed, weight):
    log_probs_TV = recording(seed)
    for each in prefix_beam(log_probs_TV, EVERY, language_model=never_twice, weight=weight):
        spoken = sum(never_twice(each.symbols[:at])[symbol] for at, symbol in enumerate(each.symbols))
        spoken += never_twice(each.symbols)[0]
        assert each.score == pytest.approx(each.log_probability + weight * spoken)


@given(SEEDS)
@settings(max_examples=40)
def test_a_narrow_beam_finds_no_more_than_a_wide_one(seed):
    log_probs_TV = recording(seed, frames=5)
    best, narrow = prefix_beam(log_probs_TV, EVERY)[0], prefix_beam(log_probs_TV, 2)
    assert len(narrow) == 2
    assert narrow[0].score <= best.score + 1e-12


def test_a_text_of_several_alignments_beats_the_likeliest_alignment():
    log_probs_TV = torch.tensor([[0.4, 0.35, 0.25], [0.4, 0.35, 0.25]]).log()
    assert best_path(log_probs_TV) == []
    assert prefix_beam(log_probs_TV, 8)[0].symbols == (1,)


def test_the_best_path_leaves_repeats_and_blanks_out():
    path = [1, 1, 0, 1, 2, 2, 0]
    log_probs_TV = torch.nn.functional.one_hot(torch.tensor(path), 3).float().log()
    assert best_path(log_probs_TV) == [1, 1, 2]
    assert prefix_beam(log_probs_TV, 4)[0].symbols == (1, 1, 2)


def test_texts_of_equal_score_come_in_the_order_of_their_ids():
    log_probs_TV = torch.full((1, 3), 1 / 3, dtype=torch.float64).log()
    assert [each.symbols for each in prefix_beam(log_probs_TV, 3)] == [(), (1,), (2,)]


def test_a_width_of_one_takes_the_best_path_and_a_wider_beam_the_best_text():
    log_probs_TV = torch.tensor([[0.4, 0.35, 0.25], [0.4, 0.35, 0.25]]).log()
    assert list(likeliest(log_probs_TV, 1)) == []
    assert list(likeliest(log_probs_TV, 8)) == [1]


def test_of_texts_that_are_spelled_alike_the_best_counts():
    class Lower:
        def decode(self, ids):
            return "".join("aAb"[number - 1] for number in ids).lower()

    beam = [Hypothesis((2, 3), -1.0, -1.0), Hypothesis((3,), -2.0, -2.0), Hypothesis((1, 3), -3.0, -3.0)]
    assert list(spelled(beam, Lower()).items()) == [("ab", -1.0), ("b", -2.0)]


def test_a_language_model_is_asked_of_the_texts_of_the_beam_alone():
    asked = []

    def counted(prefix):
        asked.append(prefix)
        return never_twice(prefix)

    prefix_beam(recording(3, frames=40), 3, language_model=counted)
    assert len(asked) <= 3 * 41
