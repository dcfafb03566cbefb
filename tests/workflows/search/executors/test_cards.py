from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unrolled.errors import ResourceError
from unrolled_workflows.search.executors.cards import room, shared_out, visible_cards

GPUS = st.sampled_from([0.1, 0.25, 0.3, 0.5, 1.0, 2.0, 3.0])


@given(cards=st.integers(0, 9), gpus=GPUS, workers=st.integers(1, 40))
def test_no_card_is_shared_by_more_trials_than_it_holds(cards: int, gpus: float, workers: int) -> None:
    assume(workers <= room(cards, gpus))
    seen = shared_out([str(card) for card in range(cards)], gpus, workers)
    assert len(seen) == workers
    assert {len(each.split(",")) for each in seen} == {max(1, int(gpus))}
    taken = Counter(card for each in seen for card in each.split(","))
    assert all(count * min(gpus, 1) <= 1 for count in taken.values())


@given(cards=st.integers(0, 9), gpus=GPUS)
def test_more_trials_than_the_cards_hold_are_refused(cards: int, gpus: float) -> None:
    held = room(cards, gpus)
    with pytest.raises(ResourceError, match=rf"{cards} graphics cards hold {held} trials"):
        shared_out([str(card) for card in range(cards)], gpus, held + 1)


def test_the_cards_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,GPU-7")
    assert visible_cards() == ["2", "GPU-7"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert visible_cards() == []
