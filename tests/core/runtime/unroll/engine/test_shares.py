"""How rows are shared out among threads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.engine import shares
from unrolled.runtime.unroll.engine.shares import TILE_ROWS, run_shares, share_evenly, share_rows

STEPS = st.lists(st.integers(1, 50), min_size=1, max_size=60).map(lambda steps: sorted(steps, reverse=True))


@given(steps=STEPS, threads=st.integers(1, 5))
def test_every_sequence_belongs_to_one_thread_in_whole_tiles(steps, threads):
    shares = share_rows(steps, threads)
    assert len(shares) <= threads
    assert [row for first, last in shares for row in range(first, last)] == list(range(len(steps)))
    assert all(first % TILE_ROWS == 0 for first, _ in shares)


@given(rows=st.integers(0, 200), threads=st.integers(1, 5))
def test_every_row_belongs_to_one_thread_in_whole_tiles(rows, threads):
    shares = share_evenly(rows, threads)
    assert len(shares) <= threads
    assert [row for first, last in shares for row in range(first, last)] == list(range(rows))
    assert all(first % TILE_ROWS == 0 for first, _ in shares)


def test_long_sequences_are_shared_out_by_their_steps():
    steps = [100] * 8 + [1] * 56
    assert share_rows(steps, 2) == [(0, 8), (8, 64)]


@pytest.fixture(params=["torch's pool", "threads of ours"])
def _both_pools(request, monkeypatch):
    if request.param == "threads of ours":
        monkeypatch.setattr(shares, "_TorchsPool", None)


@pytest.mark.usefixtures("_both_pools")
def test_each_share_is_called_once_and_all_have_ended_when_the_call_returns():
    called = []
    run_shares(lambda first, last: called.append((first, last)), [(0, 8), (8, 16), (16, 20)])
    assert sorted(called) == [(0, 8), (8, 16), (16, 20)]


@pytest.mark.usefixtures("_both_pools")
def test_what_a_share_raises_is_raised_when_all_have_ended():
    def call(first, last):
        if first == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_shares(call, [(0, 8), (8, 16), (16, 20)])
