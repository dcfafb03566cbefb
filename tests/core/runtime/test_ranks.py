"""How ranks share a batch."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.ranks import Ranks, share_of

SIZES = {"size": st.integers(1, 200), "ranks": st.integers(1, 20)}


@given(**SIZES)
def test_shares_put_together_in_order_are_the_batch(size, ranks):
    taken = [share_of(size, rank, ranks) for rank in range(min(ranks, size))]
    assert np.concatenate([np.arange(size)[share] for share in taken]).tolist() == list(range(size))


@given(**SIZES)
def test_no_share_is_larger_than_another_by_more_than_one(size, ranks):
    lengths = [len(range(size)[share_of(size, rank, ranks)]) for rank in range(ranks)]
    assert min(lengths) >= 1
    assert max(lengths) - min(lengths) <= 1


@given(**SIZES)
def test_a_rank_for_which_nothing_is_left_looks_at_the_first_example(size, ranks):
    assert all(share_of(size, rank, ranks) == slice(1) for rank in range(size, ranks))


def test_one_process_alone_takes_all():
    rows_B = np.array([4, 2, 9])
    assert Ranks().share(rows_B) is rows_B
    assert list(Ranks().own("abc")) == ["a", "b", "c"]
