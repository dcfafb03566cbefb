"""Texts between their start and their end."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import PAD
from unrolled_tasks.framing import Frame

BOS, EOS = 2, 3
WHOLE = Frame.of({"<pad>": 0, "<unk>": 1, "<bos>": BOS, "<eos>": EOS})
TEXTS = st.lists(st.lists(st.integers(4, 9), max_size=5), min_size=1, max_size=4)


def padded(rows):
    longest = max(1, *map(len, rows))
    return torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])


@pytest.mark.system("K04")
@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, extra=st.integers(0, 2))
def test_every_step_says_what_the_next_one_reads(texts, extra):
    steps = WHOLE.steps(torch.nn.functional.pad(padded(texts), (0, extra)))
    for row, text in enumerate(texts):
        length = int(steps.lengths_B[row])
        assert length == len(text) + 1
        assert steps.inputs_BT[row, :length].tolist() == [BOS, *text]
        assert steps.targets_BT[row].tolist() == [*text, EOS] + [PAD] * (steps.targets_BT.shape[1] - length)
    assert steps.inputs_BT.shape == steps.targets_BT.shape == (len(texts), int(steps.lengths_B.max()))


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, begin=st.booleans(), end=st.booleans())
def test_what_the_tokenizer_puts_around_a_text_is_not_put_there_twice(texts, begin, end):
    framed = [[*([BOS] * begin), *text, *([EOS] * end)] if text else [] for text in texts]
    expected, found = WHOLE.steps(padded(texts)), WHOLE.steps(padded(framed))
    assert found.lengths_B.tolist() == expected.lengths_B.tolist()
    assert torch.equal(found.targets_BT, expected.targets_BT)
    for row, length in enumerate(expected.lengths_B.tolist()):
        assert torch.equal(found.inputs_BT[row, :length], expected.inputs_BT[row, :length])
    assert [WHOLE.plain(ids) for ids in framed] == texts


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.lists(st.integers(1, 9), max_size=5), min_size=1, max_size=4))
def test_a_start_symbol_inside_a_text_is_read_and_never_said(texts):
    steps = WHOLE.steps(padded(texts))
    assert BOS not in steps.targets_BT
    for row, text in enumerate(texts):
        length, plain = int(steps.lengths_B[row]), WHOLE.plain(text)
        assert steps.inputs_BT[row, :length].tolist() == [BOS, *plain]
        assert steps.targets_BT[row, :length].tolist() == [PAD if token == BOS else token for token in [*plain, EOS]]


@pytest.mark.system("L03")
def test_without_a_start_the_first_input_is_padding_the_zero_vector():
    steps = Frame.of({"<pad>": 0, "<unk>": 1}).steps(padded([[4, 5], []]))
    assert steps.inputs_BT.tolist() == [[PAD, 4], [PAD, PAD]]
    assert steps.targets_BT.tolist() == [[4, 5], [PAD, PAD]]
    assert steps.lengths_B.tolist() == [2, 1]
