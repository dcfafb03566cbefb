"""Searching the likeliest sequences of models that are small enough to list all of them."""

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tasks.decoding.beam import Beam
from unrolled_tasks.decoding.greedy import greedy
from unrolled_tasks.decoding.ranking import Ranking

END, START = 0, 1
PLACES = 3


class Table:
    """A model that has drawn a distribution, and weights over a source, for every prefix."""

    def __init__(self, seed, vocab_size, longest, sequences=1, spread=2.0):
        generator = torch.Generator().manual_seed(seed)
        self.vocab_size, self.longest = vocab_size, longest
        prefixes = vocab_size ** (longest + 1)
        drawn = torch.randn(sequences, prefixes, vocab_size, generator=generator, dtype=torch.float64)
        self.log_probs = (spread * drawn).log_softmax(2)
        self.weights = torch.rand(sequences, prefixes, PLACES, generator=generator, dtype=torch.float64).softmax(2)
        numbers = torch.arange(sequences)
        self.state = (numbers, torch.zeros_like(numbers), torch.zeros(sequences, PLACES, dtype=torch.float64))
        self.first_B = torch.full((sequences,), START)

    def step(self, state, last_N):
        sequences_N, codes_N, covered_NS = state
        codes_N = codes_N * self.vocab_size + last_N
        covered_NS = covered_NS + self.weights[sequences_N, codes_N]
        return self.log_probs[sequences_N, codes_N], (sequences_N, codes_N, covered_NS)

    def every(self, sequence, limit):
        """Return log-probability, coverage and ids of all that can be said: what ends, and what is cut off."""
        for length in range(1, limit + 1):
            for ids in itertools.product(range(self.vocab_size), repeat=length):
                if END in ids[:-1] or (ids[-1] != END and length < limit):
                    continue
                code, total, covered = START, 0.0, torch.zeros(PLACES, dtype=torch.float64)
                for token in ids:
                    total += self.log_probs[sequence, code, token].item()
                    covered = covered + self.weights[sequence, code]
                    code = code * self.vocab_size + token
                yield total, covered, list(ids)


def ranked(table, sequence, limit, length, coverage):
    scores = []
    for total, covered, ids in table.every(sequence, limit):
        score = total / ((5 + len(ids)) / 6) ** length
        score += coverage * sum(math.log(min(place, 1.0)) for place in covered.tolist())
        scores.append((score, [token for token in ids if token != END]))
    return sorted(scores, key=lambda each: -each[0])


PENALTIES = st.sampled_from([0.0, 0.3, 1.0])


@pytest.mark.system("L04")
@given(st.integers(0, 10_000), st.integers(2, 3), st.integers(1, 4), PENALTIES, PENALTIES)
def test_a_beam_as_wide_as_there_are_sequences_finds_what_listing_them_all_finds(seed, vocab, limit, length, coverage):
    table = Table(seed, vocab, limit)
    width = vocab**limit
    expected = ranked(table, 0, limit, length, coverage)
    beam = Beam(width, best=min(4, width), ranking=Ranking(length, coverage))
    (found,) = beam.search(
        table.step, table.state, table.first_B, end=END, limits_B=torch.tensor([limit]), covered=lambda state: state[2]
    )
    assert [each.score for each in found] == pytest.approx([score for score, _ in expected[: beam.best]])
    assert [each.ids for each in found] == [ids for _, ids in expected[: len(found)]]


@pytest.mark.system("L04")
@given(st.integers(0, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_a_beam_of_one_is_greedy(seed, limits):
    table, limits_B = Table(seed, 3, 5, len(limits)), torch.tensor(limits)
    found = Beam(1).search(table.step, table.state, table.first_B, end=END, limits_B=limits_B)
    assert [[each.ids for each in best] for best in found] == [
        [ids] for ids in greedy(table.step, table.state, table.first_B, end=END, limits_B=limits_B)
    ]


@pytest.mark.system("L04")
@given(st.integers(0, 10_000), st.integers(1, 4), PENALTIES)
def test_what_is_found_of_a_sequence_does_not_depend_on_the_others(seed, width, length):
    table, limits_B = Table(seed, 4, 4, sequences=5), torch.tensor([4, 1, 3, 2, 4])
    beam = Beam(width, width, Ranking(length))

    def search(rows):
        state = tuple(part[rows] for part in table.state)
        return beam.search(table.step, state, table.first_B[rows], end=END, limits_B=limits_B[rows])

    together = search(list(range(5)))
    assert together == [found for row in range(5) for found in search([row])]
    assert together[::-1] == search([4, 3, 2, 1, 0])


@given(st.integers(0, 10_000), st.sampled_from([0.0, 1.0, 2.0]))
def test_stopping_early_changes_nothing_that_is_found(seed, length):
    table = Table(seed, 3, 5)
    arguments = table.step, table.state, table.first_B

    class Stubborn(Ranking):
        def bound(self, log_probs_N, longest_N):
            return torch.where(log_probs_N > -math.inf, math.inf, -math.inf)

    early, late = (
        Beam(3, 2, kind(length)).search(*arguments, end=END, limits_B=torch.tensor([5])) for kind in (Ranking, Stubborn)
    )
    assert early == late


def test_a_wider_beam_finds_what_greedy_passes_over():
    # 2 is likelier than 3 at first, but only 3 is followed by a certain end.
    probabilities = torch.full((1, 64, 4), 1e-9, dtype=torch.float64)
    probabilities[0, START] = torch.tensor([1e-9, 1e-9, 0.6, 0.4])
    probabilities[0, START * 4 + 2] = torch.tensor([0.3, 0.1, 0.3, 0.3])
    probabilities[0, START * 4 + 3] = torch.tensor([1.0, 1e-9, 1e-9, 1e-9])
    table = Table(0, 4, 2)
    table.log_probs = probabilities.log()
    limits_B = torch.tensor([2])
    assert greedy(table.step, table.state, table.first_B, end=END, limits_B=limits_B) == [[2]]
    ((found,),) = Beam(2).search(table.step, table.state, table.first_B, end=END, limits_B=limits_B)
    assert found.ids == [3]
    assert found.log_probability == pytest.approx(math.log(0.4))


def test_the_length_penalty_lengthens_and_the_coverage_penalty_spreads():
    log_probs_N = torch.tensor([-3.0], dtype=torch.float64)
    assert Ranking()(log_probs_N, 7, None).item() == -3
    assert Ranking(length=1.0)(log_probs_N, 7, None).item() == -1.5
    covered_NT = torch.tensor([[0.5, 2.0], [1.0, 1.5]], dtype=torch.float64)
    one, all_of_it = Ranking(coverage=0.2)(log_probs_N, 7, covered_NT).tolist()
    assert one == pytest.approx(-3 + 0.2 * math.log(0.5))
    assert all_of_it == -3
    nothing = Ranking(coverage=0.2)(log_probs_N, 7, torch.zeros(1, 1)).item()
    assert math.isfinite(nothing)
