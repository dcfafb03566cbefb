"""Predictions of a whole split, in the order of its examples."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch

from unrolled.contracts import Batch
from unrolled.errors import PluginError, Problem, listing
from unrolled.runtime.batches import LengthOrderedLoader, to_device
from unrolled.runtime.splits import Split

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask


class Rows:
    """Collects predictions as batches come, and gives them back in the order of the examples."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[str, Any]] = {}

    def add(self, batch: Batch, predicted: list[dict[str, Any]]) -> None:
        """Keep the predictions of a batch.

        Args:
            batch: that was predicted.
            predicted: one row an example.

        Raises:
            PluginError: the task gave more or fewer rows than examples.
        """
        if len(predicted) != batch.size:
            what = f"the task's predict gave {len(predicted)} rows for a batch of {batch.size} examples"
            raise PluginError(Problem(what, where="predict"))
        self._rows.update(zip(batch.rows_B.tolist(), predicted, strict=True))

    def take(self, others: Rows) -> None:
        """Keep what another has collected, too.

        Args:
            others: rows of other examples.
        """
        self._rows.update(others._rows)

    def ordered(self) -> list[dict[str, Any]]:
        """Return all rows, by the position of their example."""
        return [self._rows[at] for at in sorted(self._rows)]


@contextmanager
def evaluation(module: torch.nn.Module) -> Generator[None]:
    """Put a module in evaluation mode, without gradients, while the block runs; then every part is as it was.

    Args:
        module: with parts that may be in different modes.
    """
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for part, training in modes:
            part.training = training


def scored(task: SequenceTask, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the metrics of a split.

    Args:
        task: whose rows they are.
        rows: of all examples.

    Raises:
        PluginError: the loss or the monitored metric is not among what the task's ``score`` returns.
    """
    metrics = task.score(rows)
    missing = [name for name in dict.fromkeys(("loss", task.monitor.metric)) if name not in metrics]
    if missing:
        what = f"score gives no {listing(missing)}; it gives {listing(list(metrics)) or 'nothing'}"
        raise PluginError(Problem(what, where=type(task).__name__, command="unrolled conform task NAME"))
    return metrics


def predict_split(task: SequenceTask, split: Split, batch_size: int) -> list[dict[str, Any]]:
    """Predict every example of a split.

    Args:
        task: trained; its mode is left as it was.
        split: the examples.
        batch_size: examples a batch; they are put together by length.

    Returns:
        One row an example, in the split's order.
    """
    rows = Rows()
    with evaluation(task):
        for batch in LengthOrderedLoader(split, batch_size):
            on_device = to_device(batch, task.device)
            rows.add(on_device, task.predict(on_device))
    return rows.ordered()
