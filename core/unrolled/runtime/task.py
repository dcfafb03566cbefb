"""The base class of every task: an author gives a loss, predictions and their scores; the host does the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytorch_lightning as pl
import torch

from unrolled.contracts import Batch, Monitor, State
from unrolled.runtime.batches import Chunk, to_device

if TYPE_CHECKING:
    from unrolled.runtime.inner_loop import InnerLoop
    from unrolled.runtime.splits import Split
    from unrolled.runtime.stream import Stream


class SequenceTask(pl.LightningModule):
    """A Lightning module whose optimiser steps, clipping, checkpoints and signals belong to the host.

    A subclass gives ``monitor``, ``loss``, ``predict`` and ``score``. Callbacks see ``on_train_batch_*`` once a
    chunk of optimiser steps; ``trainer.global_step`` counts the steps themselves.
    """

    monitor: Monitor
    """The metric of ``score`` that picks the best epoch."""
    embedding_layers: Sequence[torch.nn.Module] = ()
    """The layers that turn ids into vectors; the host fills them in, and trains them as the user says."""

    def __init__(self) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.inner_loop: InnerLoop | None = None

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean loss of a batch, a scalar; padding never changes it.

        Args:
            batch: examples of the training split.
        """
        raise NotImplementedError

    def weight(self, batch: Batch) -> float:
        """Return how much the mean loss of a batch counts where processes share a larger one.

        A task whose loss is a mean over something other than examples, such as tokens, returns their number here.

        Args:
            batch: examples of the training split.

        Returns:
            The number of things that ``loss`` is the mean of: the examples.

        Raises:
            NotImplementedError: in a task whose loss is no such mean; one process trains it, several do not.
        """
        return batch.size

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return one row of plain JSON types an example, holding all that ``score`` needs.

        Args:
            batch: examples of any split.
        """
        raise NotImplementedError

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the metrics of a split from all its rows.

        Args:
            rows: of ``predict``, in any order.

        Returns:
            Metric name to value; ``loss`` is always among them.
        """
        raise NotImplementedError

    def stream(self, train: Split, columns: int) -> Stream | None:  # noqa: ARG002 - for those that read one
        """Return the training split as one stream, for a task that carries its state from batch to batch.

        Args:
            train: the training split.
            columns: places of a batch, each of which reads a part of the stream.

        Returns:
            None: batches hold whole examples, and ``loss`` is minimised; of a stream it is ``piece_loss``.
        """
        return None

    def piece_loss(self, batch: Batch, state: tuple[State, ...] | None) -> tuple[torch.Tensor, tuple[State, ...]]:
        """Return the mean loss of the next piece of a stream, a scalar, and the state behind it.

        Args:
            batch: the next piece in every column.
            state: behind the piece before; None where the stream begins.
        """
        raise NotImplementedError

    # What follows is Lightning's side; authors leave it alone.

    @property
    def host(self) -> InnerLoop:
        """The host's loop; there is one while ``unrolled.runtime.fit`` runs."""
        if self.inner_loop is None:
            raise RuntimeError("a task is trained by unrolled.runtime.fit.fit, which owns its steps")
        return self.inner_loop

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Show Lightning the host's optimizer."""
        return self.host.optimizer

    def transfer_batch_to_device(self, batch: Any, device: torch.device, dataloader_idx: int) -> Any:  # noqa: ARG002
        """Move a batch; a chunk moves its batches when their turn comes."""
        return to_device(batch, device) if isinstance(batch, Batch) else batch

    def training_step(self, batch: Chunk, batch_idx: int) -> None:  # noqa: ARG002
        """Take one optimiser step for every batch of a chunk."""
        self.host.train(batch)

    def on_validation_epoch_start(self) -> None:
        """Tell the host that validation begins."""
        self.host.begin_validation()

    def validation_step(self, batch: Batch, batch_idx: int) -> None:  # noqa: ARG002
        """Predict a batch."""
        self.host.validate(batch)

    def on_validation_epoch_end(self) -> None:
        """Score the validation split, and show callbacks the figures."""
        self.log_dict(self.host.end_validation())

    def on_train_epoch_end(self) -> None:
        """Move on to the next epoch."""
        self.host.end_epoch()
