"""Transcripts, and the probability that all alignments of one have together."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tasks.transcription.transcripts import Transcripts

from .brute_force import text_probabilities

IDS_BL = torch.tensor([[2, 4, 4, 3, 0], [5, 0, 0, 0, 0], [2, 3, 0, 0, 0]])


def test_symbols_are_what_neither_frames_nor_pads_a_text():
    transcripts = Transcripts.of(IDS_BL, [0, 2, 3])
    assert transcripts.symbols() == [[4, 4], [5], []]
    assert transcripts.counts.tolist() == [2, 1, 0]


def test_equal_neighbours_need_a_frame_between_them():
    assert Transcripts.of(IDS_BL, [0, 2, 3]).needed.tolist() == [3, 1, 0]
    assert Transcripts.of(torch.tensor([[4, 4, 4, 5, 0, 0]]), [0]).needed.tolist() == [6]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 2), max_size=4))
@settings(max_examples=40)
def test_a_transcript_is_as_likely_as_all_its_alignments_together(seed, symbols):
    random = torch.Generator().manual_seed(seed)
    log_probs_BTV = torch.randn(2, 5, 3, generator=random, dtype=torch.float64).log_softmax(2)
    ids_BL = torch.tensor([[*symbols, 0], [1, *[0] * len(symbols)]])
    found_B = Transcripts.of(ids_BL, [0]).log_likelihoods(log_probs_BTV, torch.tensor([5, 3])).exp()
    expected = [text_probabilities(log_probs_BTV[0].tolist())[tuple(symbols)]]
    expected.append(text_probabilities(log_probs_BTV[1, :3].tolist())[1,])
    assert found_B.tolist() == pytest.approx(expected, rel=1e-9)


def test_a_transcript_with_too_few_frames_is_impossible_and_changes_no_other():
    log_probs_BTV = torch.randn(3, 4, 6).log_softmax(2).requires_grad_()
    transcripts = Transcripts.of(torch.tensor([[4, 4, 4], [5, 4, 0], [5, 4, 5]]), [0])
    found_B = transcripts.log_likelihoods(log_probs_BTV, torch.tensor([4, 4, 2]))
    assert found_B[0] == found_B[2] == -torch.inf
    alone_B = Transcripts.of(torch.tensor([[5, 4]]), [0]).log_likelihoods(log_probs_BTV[1:2], torch.tensor([4]))
    assert found_B[1] == alone_B[0]
    found_B[1].backward()
    assert log_probs_BTV.grad[[0, 2]].abs().max() == 0
    assert log_probs_BTV.grad[1].abs().max() > 0
    none_B = transcripts.log_likelihoods(log_probs_BTV, torch.tensor([1, 1, 1]))
    assert none_B.tolist() == [-torch.inf] * 3
