"""Batches of a split: padded behind with zeros, and nothing else."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import Ragged
from unrolled.runtime.columns import write_split
from unrolled.runtime.splits import Split, corpus


def ids_split(sequences, field="text"):
    return Split({field: Ragged.of(sequences)}, len(sequences))


@settings(max_examples=60, deadline=None)
@given(
    sequences=st.lists(st.lists(st.integers(1, 9), max_size=6), min_size=1, max_size=8),
    data=st.data(),
)
def test_a_batch_holds_its_examples_padded_behind(sequences, data):
    rows = data.draw(st.lists(st.integers(0, len(sequences) - 1), min_size=1, max_size=8))
    batch = ids_split(sequences).batch(np.array(rows))
    field = batch.fields["text"]
    longest = max(1, *(len(sequences[row]) for row in rows))
    assert field.values.tolist() == [sequences[row] + [0] * (longest - len(sequences[row])) for row in rows]
    assert field.lengths_B.tolist() == [max(len(sequences[row]), 1) for row in rows]
    assert batch.rows_B.tolist() == rows
    assert (field.values.dtype, field.lengths_B.dtype, batch.rows_B.dtype) == (torch.int64,) * 3


def test_an_empty_sequence_is_one_step_of_padding():
    field = ids_split([[], [5, 6]]).batch(np.array([0])).fields["text"]
    assert field.values.tolist() == [[0]]
    assert field.lengths_B.tolist() == [1]


def test_what_is_not_finite_in_one_example_is_in_no_other(tmp_path):
    signals = [[[1.0, 2.0]], [[np.nan, np.inf]], []]
    write_split(tmp_path / "a.arrow", {"signal": "frames"}, [{"signal": signals}])
    split = Split.open(tmp_path / "a.arrow", {"signal": "frames"})
    field = split.batch(np.array([0, 2, 0])).fields["signal"]
    assert field.values.tolist() == [[[1.0, 2.0]], [[0.0, 0.0]], [[1.0, 2.0]]]
    assert split.width("signal") == 2


def test_classes_and_numbers_come_one_an_example(tmp_path):
    fields = {"label": "label", "value": "number"}
    write_split(tmp_path / "a.arrow", fields, [{"label": [2, 0], "value": [0.5, -1.0]}])
    split = Split.open(tmp_path / "a.arrow", fields)
    batch = split.batch(np.array([1, 0]))
    assert split.size == 2
    assert batch.fields["label"].tolist() == [0, 2]
    assert (batch.fields["label"].dtype, batch.fields["value"].dtype) == (torch.int64, torch.float32)
    assert split.scalars("label").tolist() == [2, 0]


def test_a_field_of_the_other_shape_is_a_type_error(tmp_path):
    write_split(tmp_path / "a.arrow", {"text": "text", "label": "label"}, [{"text": [[1]], "label": [2]}])
    split = Split.open(tmp_path / "a.arrow", {"text": "text", "label": "label"})
    with pytest.raises(TypeError, match="'label' holds one value"):
        split.ragged("label")
    with pytest.raises(TypeError, match="'text' holds a sequence"):
        split.scalars("text")


def test_a_corpus_joins_splits_one_behind_another():
    joined = corpus(
        [ids_split([[1, 2], []]).ragged("text"), ids_split([[3]]).ragged("text")], vocab_size=9, specials=(0, 1)
    )
    assert joined.ids_N.tolist() == [1, 2, 3]
    assert joined.offsets_S1.tolist() == [0, 2, 2, 3]
    assert (joined.vocab_size, joined.specials, joined.ids_N.dtype) == (9, (0, 1), np.int32)
