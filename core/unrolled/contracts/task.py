"""A task: what is learned, with which loss, and how it is scored.

Shapes: B batch, T time, I input, H encoder output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    import torch

    from unrolled.contracts.batch import Batch
    from unrolled.contracts.cell import State
    from unrolled.contracts.data import FieldKind
    from unrolled.contracts.series import FrameTokenizer
    from unrolled.contracts.text import Tokenizer


class Monitor(NamedTuple):
    """The validation metric that picks the best epoch."""

    metric: str
    mode: Literal["min", "max"]


@dataclass(frozen=True, slots=True)
class Input:
    """One field as a task sees it.

    Args:
        name: of the field.
        kind: of the field.
        tokenizer: where the kind is text or tokens.
        embedding: the layer that makes vectors of the field; None for frames, labels and
            numbers.
        size: width of a vector or a frame; 0 for labels and numbers.
        frames: what made the frames of a series; None where the data's own are read, and for all other kinds.
    """

    name: str
    kind: FieldKind
    tokenizer: Tokenizer | None
    embedding: torch.nn.Module | None
    size: int
    frames: FrameTokenizer | None = None


class Encoded(NamedTuple):
    """What an encoder gives for a batch.

    Args:
        y_BTH: outputs, zero past each length.
        last_BH: the output at each sequence's last valid step (of both directions, where there are two).
        state: one cell state a layer and direction, to be given back for the next piece of the sequences.
    """

    y_BTH: torch.Tensor
    last_BH: torch.Tensor
    state: tuple[State, ...]


class Encoder(Protocol):
    """A cell unrolled over time by the host: layers, directions, dropout; a ``torch.nn.Module``."""

    @property
    def output_size(self) -> int:
        """Width of ``y``: H, twice that of the cell where both directions run."""
        ...

    @property
    def carries_state(self) -> bool:
        """Whether the encoder can go on from the state behind a piece of a sequence."""
        ...

    def __call__(self, x_BTI: torch.Tensor, lengths_B: torch.Tensor, state: tuple[State, ...] | None = None) -> Encoded:
        """Encode a batch.

        Args:
            x_BTI: inputs, padded behind.
            lengths_B: int64 lengths on the CPU, each at least 1.
            state: of the piece before; None for the cell's initial state.
        """
        ...


class Task(Protocol):
    """A Lightning module (``unrolled.SequenceTask``) that gives a loss, predictions and their scores."""

    @property
    def monitor(self) -> Monitor:
        """The metric of ``score`` that picks the best epoch."""
        ...

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean loss of a batch, a scalar; padding never changes it.

        Args:
            batch: examples of the training split.
        """
        ...

    def weight(self, batch: Batch) -> float:
        """Return the number of things that ``loss`` is the mean of: examples, tokens.

        Args:
            batch: examples of the training split.

        Raises:
            NotImplementedError: the loss is no such mean; one process trains the task, several do not.
        """
        ...

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return one row of plain JSON types an example, holding all that ``score`` needs.

        Called in evaluation mode and without gradients. Rows do not depend on the batch they came in. The report
        shows ``label`` and ``predicted`` (names of classes), ``probabilities`` (in the order of the classes) and
        ``loss`` where a row has them.

        Args:
            batch: examples of any split, or new ones that hold the ``input`` field only.
        """
        ...

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the metrics of a split from all its rows; a pure function.

        Args:
            rows: of ``predict``, in any order.

        Returns:
            Metric name to value; ``loss`` is always among them.
        """
        ...
