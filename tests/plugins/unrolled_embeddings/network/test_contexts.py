"""The words around a word: which, and where there are too few.

Shapes: N tokens, S sequences, K words of a context.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled import Corpus, DataError
from unrolled_embeddings.network.contexts import Contexts

ORANGE = [4343, 9665, 1, 3852, 6163, 6257]
"""I want a glass of orange: the lecture's ids in a vocabulary of 10,000."""
JUICE = 4834
REST = [9409, 4300, 4000, 9700, 6000, 1100]
"""to go along with my cereal"""
RANDOM = np.random.default_rng(0)


def corpus(*sequences: list[int], specials: tuple[int, ...] = (0,)) -> Corpus:
    offsets_S1 = np.cumsum([0, *map(len, sequences)])
    return Corpus(np.array([i for sequence in sequences for i in sequence], np.int32), offsets_S1, 10_000, specials)


def around(text: Corpus, side: str, window: int) -> dict[int, list[int]]:
    """Return the context of each position that has one."""
    contexts = Contexts(text, side, window)
    words_PK = contexts.words(contexts.positions_P, RANDOM)
    assert words_PK.shape == (len(contexts.positions_P), contexts.width)
    return dict(zip(contexts.positions_P.tolist(), words_PK.tolist(), strict=True))


@pytest.mark.system("E05")
@pytest.mark.parametrize(
    ("side", "window", "expected"),
    [
        ("left", 4, ORANGE[-4:]),
        ("both", 4, ORANGE[-4:] + REST[:4]),
        ("left", 1, ORANGE[-1:]),
        ("right", 2, REST[:2]),
    ],
)
def test_juice_is_guessed_from_the_words_that_the_lecture_names(side: str, window: int, expected: list[int]):
    assert around(corpus([*ORANGE, JUICE, *REST]), side, window)[len(ORANGE)] == expected


@pytest.mark.system("E05")
def test_a_nearby_word_is_any_of_the_window_but_the_word_itself():
    text = corpus([*ORANGE, JUICE, *REST])
    drawn = {around(text, "nearby", 2)[len(ORANGE)][0] for _ in range(50)}
    assert drawn == {*ORANGE[-2:], *REST[:2]}


@given(
    sequences=st.lists(st.lists(st.integers(1, 9), max_size=9), min_size=1, max_size=6),
    side=st.sampled_from(["left", "right", "both"]),
    window=st.integers(1, 3),
)
def test_a_context_is_a_whole_slice_of_its_own_sequence(sequences: list[list[int]], side: str, window: int):
    sequences = [*sequences, list(range(1, 10))]
    expected, start = {}, 0
    for words in sequences:
        for at in range(len(words)):
            left, right = words[max(0, at - window) : at], words[at + 1 : at + 1 + window]
            sides = {"left": [left], "right": [right], "both": [left, right]}[side]
            if all(len(part) == window for part in sides) and words[at] != 1:
                expected[start + at] = [word for part in sides for word in part]
        start += len(words)
    assert around(corpus(*sequences, specials=(0, 1)), side, window) == expected


@given(lengths=st.lists(st.integers(0, 5), max_size=6), window=st.integers(1, 7), seed=st.integers(0, 2**32 - 1))
def test_a_nearby_word_is_within_reach_in_its_own_sequence(lengths: list[int], window: int, seed: int):
    starts = np.cumsum([2, 3, *lengths])
    text = corpus(*(list(range(at, at + length)) for at, length in zip(starts, [3, *lengths], strict=False)))
    own_N = np.repeat(np.arange(len(text.offsets_S1) - 1), np.diff(text.offsets_S1))
    contexts = Contexts(text, "nearby", window)
    targets, words = (
        contexts.targets(contexts.positions_P),
        contexts.words(contexts.positions_P, np.random.default_rng(seed))[:, 0],
    )
    at, drawn = (np.searchsorted(text.ids_N, ids) for ids in (targets, words))
    assert (own_N[at] == own_N[drawn]).all()
    assert ((abs(at - drawn) <= window) & (at != drawn)).all()


def test_specials_are_words_of_a_context_and_never_guessed():
    assert around(corpus([5, 1, 6, 7], specials=(0, 1)), "left", 1) == {2: [1], 3: [6]}


@pytest.mark.parametrize(("side", "window", "needed"), [("left", 4, 5), ("both", 2, 5), ("right", 2, 3)])
def test_a_context_wider_than_every_text_is_an_error_that_says_how_wide(side: str, window: int, needed: int):
    longest = needed - 1
    with pytest.raises(
        DataError, match=rf"the longest text has {longest} words; a word and its context are {needed}; lower embedding"
    ):
        Contexts(corpus(list(range(2, 2 + longest)), [2]), side, window)


@pytest.mark.parametrize("sequences", [[], [[]], [[5], [6]]])
def test_a_text_without_a_pair_is_an_error_with_a_way_out(sequences: list[list[int]]):
    with pytest.raises(DataError, match=r"no pair to learn from; lower tokenizer\.min_count"):
        Contexts(corpus(*sequences), "left", 4)


@pytest.mark.parametrize("sequence", [[5, 5, 5, 5], [1, 1, 1, 1], [1, 5, 1, 5]])
def test_a_text_of_one_word_is_an_error_with_a_way_out(sequence: list[int]):
    with pytest.raises(DataError, match=r"no two words to choose from; lower tokenizer\.min_count.*unrolled set"):
        Contexts(corpus(sequence, specials=(0, 1)), "left", 1)
