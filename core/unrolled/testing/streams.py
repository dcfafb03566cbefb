"""Laws of a task that reads its training split as one stream.

Shapes: B columns, T ids of a piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from unrolled.contracts import Batch, Ragged, Sequences, State
from unrolled.runtime.splits import Split
from unrolled.runtime.stream import Stream
from unrolled.testing.batches import VOCAB_SIZE
from unrolled.testing.law import NotApplicable, Subject, book, expect
from unrolled.testing.tensors import close
from unrolled.testing.texts import Words
from unrolled.testing.trials import Trial, trials

COLUMNS = 2
REPEATED = 100
"""Times that a trial's few ids stand in the split: a piece may be long."""
TOLERANCE = 1e-5
"""Of float32, in which tasks are trained."""


def the_loss_of_a_piece_is_a_finite_scalar(subject: Subject) -> None:
    """The loss of a piece is one finite number, at the beginning and with a state carried on."""
    for trial, stream in _streams(subject):
        state = None
        for piece in _pieces(stream, 2):
            loss, state = trial.task.piece_loss(piece, state)
            expect(loss.dim() == 0, f"{trial.name}: a loss of shape {tuple(loss.shape)}", "a scalar")
            expect(torch.isfinite(loss), f"{trial.name}: a loss of {loss}", "a finite number")


def pieces_carry_on_where_the_one_before_ended(subject: Subject) -> None:
    """Two pieces, the second begun with the state of the first, have the loss and the state of both read at once."""
    for trial, stream in _streams(subject):
        first, second = _pieces(stream, 2)
        loss, between = trial.task.piece_loss(first, None)
        other_loss, behind = trial.task.piece_loss(second, between)
        joint_loss, at_once = trial.task.piece_loss(_joined(first, second), None)
        expect(_named(at_once), f"{trial.name}: a state without tensors", "a state that the next piece begins with")
        close(_named(behind), _named(at_once), "the state behind both pieces read at once", TOLERANCE)
        name = f"{trial.name}: mean loss of two pieces of equal length"
        mean = {name: (loss + other_loss) / 2}
        close(mean, {name: joint_loss}, "the loss of both pieces read at once", TOLERANCE)


def the_last_id_of_a_piece_is_said_and_not_read(subject: Subject) -> None:
    """Another last id leaves the state as it is, and changes the loss: the next piece is who reads it."""
    for trial, stream in _streams(subject):
        (piece,) = _pieces(stream, 1)
        loss, behind = trial.task.piece_loss(piece, None)
        other_loss, behind_other = trial.task.piece_loss(_with_another_end(piece), None)
        close(_named(behind_other), _named(behind), "the same state, whatever is said last", 0)
        expect(bool(loss != other_loss), f"{trial.name}: the loss whatever is said last", "another loss")


def _streams(subject: Subject) -> Iterator[tuple[Trial, Stream]]:
    """Yield the trials that read a stream, and raise where there is none."""
    found = 0
    for trial in trials(subject):
        read = getattr(trial.task, "stream", None)
        stream = read(_split(trial.batch), COLUMNS) if read else None
        if stream is not None:
            found += 1
            yield trial, stream
    if not found:
        raise NotApplicable("it reads no stream")


def _split(batch: Batch) -> Split:
    """Return a split of one example, whose sequences are as long as a stream wants them."""
    columns: dict[str, Any] = {}
    for name, field in batch.fields.items():
        if isinstance(field, Sequences):
            lengths = field.lengths_B.tolist()
            joined = torch.cat([values[:length] for values, length in zip(field.values, lengths, strict=True)])
            whole: Any = joined.numpy().astype(np.int32 if joined.dim() == 1 else np.float32)
            columns[name] = Ragged.of([np.concatenate([whole] * REPEATED)])
        else:
            columns[name] = field[:1].numpy()
    return Split(columns, 1)


def _pieces(stream: Stream, count: int) -> list[Batch]:
    """Return the first pieces of every column."""
    columns = np.arange(COLUMNS) * stream.pieces
    return [stream.batch(columns + piece) for piece in range(count)]


def _joined(first: Batch, second: Batch) -> Batch:
    """Return two pieces as one: the second begins with the id that the first ends with."""
    ((name, before),), (after,) = first.fields.items(), second.fields.values()
    assert isinstance(before, Sequences)
    assert isinstance(after, Sequences)
    ids_BT = torch.cat([before.values, after.values[:, 1:]], 1)
    return Batch({name: Sequences(ids_BT, before.lengths_B + after.lengths_B - 1)}, first.rows_B)


def _with_another_end(piece: Batch) -> Batch:
    ((name, field),) = piece.fields.items()
    assert isinstance(field, Sequences)
    ids_BT, specials = field.values.clone(), len(Words.specials)
    ids_BT[:, -1] = specials + (ids_BT[:, -1] - specials + 1) % (VOCAB_SIZE - specials)
    return Batch({name: Sequences(ids_BT, field.lengths_B)}, piece.rows_B)


def _named(state: tuple[State, ...]) -> Mapping[str, Tensor]:
    return {f"state {layer}.{part}": each for layer, parts in enumerate(state) for part, each in enumerate(parts)}


LAWS = book(
    the_loss_of_a_piece_is_a_finite_scalar,
    pieces_carry_on_where_the_one_before_ended,
    the_last_id_of_a_piece_is_said_and_not_read,
)
