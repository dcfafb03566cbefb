from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled_data.splits import Unseen, by_seed, fold, held_out, ranked

SHARES = {"validation": 0.1, "test": 0.2}
texts = st.lists(st.text(st.sampled_from("aAbB \t"), max_size=6), max_size=60)


def split(examples, seed=1, shares=SHARES):
    return by_seed(examples, fold, shares=shares, seed=seed, where="reviews.csv")


@given(texts, st.integers())
@settings(max_examples=60)
def test_a_split_loses_nothing_and_equal_texts_never_part(examples, seed):
    examples += [text.upper() for text in examples] + ["one", "two", "three", "four", "five", "six"]
    splits = split(examples, seed)
    assert sorted(chain.from_iterable(splits.values())) == sorted(examples)
    keys = {name: {fold(text) for text in own} for name, own in splits.items()}
    assert sum(map(len, keys.values())) == len(set.union(*keys.values()))
    assert held_out(splits, fold) == keys["validation"] | keys["test"]


@given(st.lists(st.text(max_size=5), min_size=10, unique=True), st.integers(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_rows_does_not_change_where_a_text_goes(examples, seed, random):
    shuffled = random.sample(examples, len(examples))
    assert ranked(examples, seed) == ranked(shuffled, seed)
    assert sorted(set(examples)) == sorted(ranked(examples, seed))


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    examples = [f"review {number}" for number in range(100)]
    assert split(examples, 1) == split(examples, 1)
    assert split(examples, 1)["test"] != split(examples, 2)["test"]


def test_shares_are_counted_in_distinct_texts_and_rows_keep_their_order():
    examples = [f"review {number}" for number in range(100)] * 2
    splits = split(examples)
    assert {name: len(own) for name, own in splits.items()} == {"train": 140, "validation": 20, "test": 40}
    assert splits["train"] == [text for text in examples if text in splits["train"]]


def test_what_was_held_out_is_not_seen_however_often_one_looks():
    unseen = Unseen([["Good", "bad"], ["so so"]], fold, {"good"})
    assert list(unseen) == list(unseen) == ["bad", "so so"]


def test_a_share_that_leaves_a_split_without_rows_is_an_error():
    with pytest.raises(DataError) as caught:
        split(["good", "GOOD", "bad"])
    assert [problem.where for problem in caught.value.problems] == ["reviews.csv", "reviews.csv"]
    assert "split 'validation' would have no rows" in str(caught.value)
    assert "only 2 distinct ones" in str(caught.value)


def test_the_ranking_is_pinned_so_that_no_python_changes_a_split():
    assert ranked("abcde", 1) == ["c", "a", "e", "d", "b"]
