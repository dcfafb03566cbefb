"""Laws of a task that reads its training split as one stream.

Shapes: B columns, T ids of a piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from unrolled.contracts import Batch, Ragged, Sequences, State
from unrolled.runtime.stream import Stream
from unrolled.testing.law import NotApplicable, Subject, book, expect
from unrolled.testing.tensors import close
from unrolled.testing.trials import Trial, trials

COLUMNS = 2
REPEATED = 100
"""Times that a trial's few examples stand in the split: a piece may be long."""
TOLERANCE = 1e-5
"""Of float32, in which tasks are trained."""


@dataclass(frozen=True, slots=True)
class _Split:
    """What a task may ask of a training split to read it as one stream."""

    batch: Batch

    def ragged(self, field: str) -> Ragged:
        """Return a field of all examples.

        Args:
            field: its name.
        """
        sequences = self.batch.fields[field]
        assert isinstance(sequences, Sequences)
        lengths = sequences.lengths_B.tolist()
        parts = [values[:length].numpy() for values, length in zip(sequences.values, lengths, strict=True)]
        return Ragged.of([part.astype(np.int32) for part in parts] * REPEATED)


def the_loss_of_a_piece_is_a_finite_scalar(subject: Subject) -> None:
    """The loss of a piece is one finite number, at the beginning and with a state carried on."""
    for trial, stream in _streams(subject):
        state = None
        for piece in _pieces(stream, 2):
            loss, state = trial.task.piece_loss(piece, state)
            expect(loss.dim() == 0, f"{trial.name}: a loss of shape {tuple(loss.shape)}", "a scalar")
            expect(torch.isfinite(loss), f"{trial.name}: a loss of {loss}", "a finite number")


def pieces_carry_on_where_the_one_before_ended(subject: Subject) -> None:
    """The state behind two pieces, the second begun with that of the first, is the state behind both read at once."""
    for trial, stream in _streams(subject):
        first, second = _pieces(stream, 2)
        _, between = trial.task.piece_loss(first, None)
        _, behind = trial.task.piece_loss(second, between)
        _, at_once = trial.task.piece_loss(_joined(first, second), None)
        close(_named(behind), _named(at_once), "the state behind both pieces read at once", TOLERANCE)


def _streams(subject: Subject) -> Iterator[tuple[Trial, Stream]]:
    """Yield the trials that read a stream, and raise where there is none."""
    found = 0
    for trial in trials(subject):
        read = getattr(trial.task, "stream", None)
        stream = read(_Split(trial.batch), COLUMNS) if read else None
        if stream is not None:
            found += 1
            yield trial, stream
    if not found:
        raise NotApplicable("it reads no stream")


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


def _named(state: tuple[State, ...]) -> Mapping[str, Tensor]:
    return {f"state {layer}.{part}": each for layer, parts in enumerate(state) for part, each in enumerate(parts)}


LAWS = book(the_loss_of_a_piece_is_a_finite_scalar, pieces_carry_on_where_the_one_before_ended)
