from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from unrolled_data.stratified import held_back

EXAMPLES = st.lists(st.tuples(st.text("abc", max_size=3), st.sampled_from("xy")), max_size=40)


def key(example):
    return example[0]


def split(examples, seed=1, share=0.2):
    return held_back(examples, key, lambda example: example[1], share=share, seed=seed)


@given(EXAMPLES, st.integers())
def test_nothing_is_lost_and_equal_examples_never_part(examples, seed):
    kept, held = split(examples, seed)
    assert Counter(kept + held) == Counter(examples)
    assert not {*map(key, kept)} & {*map(key, held)}


def test_every_class_gives_its_share():
    examples = [(f"a {number}", "x") for number in range(50)] + [(f"b {number}", "y") for number in range(10)]
    kept, held = split(examples)
    assert Counter(label for _, label in held) == {"x": 10, "y": 2}
    assert kept == [example for example in examples if example in kept]


def test_a_class_of_two_gives_one_and_a_class_of_one_none():
    kept, held = split([("a", "x"), ("b", "x"), ("c", "y")], share=0.01)
    assert len(held) == 1
    assert held[0][1] == "x"
    assert ("c", "y") in kept


def test_the_seed_decides_who_is_held_back():
    examples = [(f"a {number}", "x") for number in range(50)]
    assert split(examples) == split(examples)
    assert split(examples)[1] != split(examples, seed=2)[1]
