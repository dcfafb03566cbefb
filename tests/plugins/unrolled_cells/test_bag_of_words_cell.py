"""The bag of words against its equation, and its blindness to order."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled_cells.baselines import BagOfWordsConfig, bag_of_words

FINEST = 2**-20
"""Words are made of multiples of it: their sums are exact in float64, and would not be in float32."""


def build(input_size=3):
    torch.manual_seed(0)
    return bag_of_words.build(BagOfWordsConfig(hidden_size=4), input_size=input_size)


def test_outputs_equal_a_literal_transcription():
    cell = build().double()
    W, b = cell.project.weight, cell.project.bias
    x_BTI = torch.randn(2, 5, 3, dtype=torch.float64)
    y_BTH, _ = cell.sequence(x_BTI, (), torch.tensor([5, 5]))
    for example in range(2):
        for time in range(5):
            mean = sum(x_BTI[example, : time + 1]) / (time + 1)
            torch.testing.assert_close(y_BTH[example, time], torch.tanh(W @ mean + b), rtol=0, atol=1e-12)


words = st.lists(st.tuples(*[st.integers(-(2**23), 2**23)] * 2), min_size=1, max_size=20)


@given(words=words, data=st.data())
def test_every_order_of_the_words_gives_the_same_bits(words, data):
    cell = build(input_size=2)
    permuted = data.draw(st.permutations(words))
    ours_BTH, theirs_BTH = (
        cell.sequence(FINEST * torch.tensor([order]).float(), (), torch.tensor([len(words)]))[0]
        for order in (words, permuted)
    )
    assert torch.equal(ours_BTH[:, -1], theirs_BTH[:, -1])


def test_a_mean_of_many_words_stays_right_in_float32():
    cell = build(input_size=1)
    x_BTI = torch.full((1, 100_000, 1), 0.1)
    y_BTH, _ = cell.sequence(x_BTI, (), torch.tensor([100_000]))
    torch.testing.assert_close(y_BTH[:, -1], y_BTH[:, 0], rtol=0, atol=1e-7)
