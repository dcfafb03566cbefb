"""The sampler: every example once an epoch, in an order that depends on seed and epoch alone."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import IntegrityError
from unrolled.runtime.sampler import BatchSampler

SAMPLERS = {"size": st.integers(1, 300), "batch_size": st.integers(1, 40), "seed": st.integers(0, 2**62)}


def sampler(size, batch_size, seed, *, by_length=True):
    lengths_S = np.arange(size) % 17 if by_length else None
    return BatchSampler(size, batch_size, seed=seed, lengths_S=lengths_S)


@settings(max_examples=40, deadline=None)
@given(**SAMPLERS, epoch=st.integers(0, 50), by_length=st.booleans())
def test_every_example_comes_once_an_epoch(size, batch_size, seed, epoch, by_length):
    walk = sampler(size, batch_size, seed, by_length=by_length)
    batches = walk.batches(epoch)
    assert sorted(np.concatenate(batches).tolist()) == list(range(size))
    assert len(batches) == walk.batches_per_epoch
    assert sorted(map(len, batches))[1:] == [batch_size] * (len(batches) - 1)


@settings(max_examples=40, deadline=None)
@given(**SAMPLERS, data=st.data())
def test_a_sampler_goes_on_where_another_stood(size, batch_size, seed, data):
    walk, other = sampler(size, batch_size, seed), sampler(size, batch_size, seed)
    walk.next_epoch()
    for _ in range(data.draw(st.integers(0, walk.batches_per_epoch))):
        walk.advance()
    other.restore(json.loads(json.dumps(walk.state())))
    assert [rows.tolist() for rows in other.remaining()] == [rows.tolist() for rows in walk.remaining()]
    assert len(walk.remaining()) == walk.batches_per_epoch - walk.offset


def test_epochs_and_seeds_differ_in_their_order():
    orders = [np.concatenate(sampler(100, 10, seed).batches(epoch)).tolist() for seed in (1, 2) for epoch in (0, 1)]
    assert len({tuple(order) for order in orders}) == 4


def test_batches_hold_examples_of_similar_length():
    lengths_S = np.random.default_rng(0).integers(1, 100, 2_000)
    spread = {
        by_length: np.mean(
            [
                np.ptp(lengths_S[rows])
                for rows in BatchSampler(2_000, 20, seed=1, lengths_S=lengths_S if by_length else None).batches(0)
            ]
        )
        for by_length in (True, False)
    }
    assert spread[True] < spread[False] / 10


def test_the_state_of_another_training_is_refused():
    with pytest.raises(IntegrityError, match=r"another training|this one has .*'seed': 2"):
        sampler(10, 2, 2).restore(sampler(10, 2, 1).state())
