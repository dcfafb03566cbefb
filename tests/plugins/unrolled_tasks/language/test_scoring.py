"""Texts of any length, read piece by piece."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import PAD
from unrolled_tasks.language import scoring

TEXTS = ["I took my cat for a walk", "the cat", "", "this morning my dog and my cat took a walk"]


@pytest.fixture(scope="module")
def model(language_model):
    return language_model(TEXTS).double().eval()


@settings(max_examples=20)
@given(lengths=st.lists(st.integers(0, 12), min_size=1, max_size=5), size=st.integers(1, 13))
def test_pieces_change_no_probability(model, lengths, size):
    ids_BT = torch.full((len(lengths), max(*lengths, 1, 1)), PAD)
    for row, length in enumerate(lengths):
        ids_BT[row, :length] = torch.arange(length) % 5 + 4
    steps = model.frame.steps(ids_BT)
    with torch.no_grad(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "_PIECE", 1000)
        whole_B, tokens_B = scoring.said(model.model, steps)
        patch.setattr(scoring, "_PIECE", size)
        found_B, _ = scoring.said(model.model, steps)
    assert torch.allclose(found_B, whole_B, rtol=0, atol=1e-10)
    assert tokens_B.tolist() == [length + 1 for length in lengths]


@pytest.mark.system("A05", "L01")
def test_texts_are_scored_together_as_each_alone(model):
    texts = TEXTS * 20
    together = model.log_probabilities(texts)
    assert together[: len(TEXTS)] == pytest.approx([model.log_probability(text) for text in TEXTS])
    assert together[-len(TEXTS) :] == pytest.approx(together[: len(TEXTS)])
    assert model.log_probabilities([]) == []
