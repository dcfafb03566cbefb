"""Gradient flow through time: every step's state, kept while a loss is formed.

Shapes: B batch, T time, I input, H hidden, K lags, L live rows: sequences that are not yet at their end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor

from unrolled.contracts import Cell, Encoded, State
from unrolled.runtime.prediction import evaluation
from unrolled.runtime.unroll.encoder import UnrolledEncoder
from unrolled.runtime.unroll.lags import Pass, norms_by_lag
from unrolled.runtime.unroll.loop import run_loop


class _Witness:
    """Takes a cell's steps and keeps the first floating-point tensor of the state behind each."""

    def __init__(self, cell: Cell, states: list[Tensor]) -> None:
        self._cell = cell
        self._states = states

    def step(self, x_LI: Tensor, state: State) -> tuple[Tensor, State]:
        y_LH, state = self._cell.step(x_LI, state)
        h_LH = next((part for part in state if part.is_floating_point()), None)
        if h_LH is not None:
            # Where nothing behind it is learned, a state is not in the graph until it is put there.
            self._states.append(h_LH.requires_grad_())
        return y_LH, state


def run_watched(
    cell: Cell, x_BTI: Tensor, state: State, lengths_B: Tensor, watched: list[Pass], *, truncate: int | None = None
) -> tuple[Tensor, State]:
    """Unroll a cell as the fold of its ``step``, and keep h, the first floating-point tensor of its state.

    Args:
        cell: with a ``step``.
        x_BTI: inputs, padded behind.
        state: before the first step.
        lengths_B: int64 lengths on the CPU, each at least 1.
        watched: takes this run.
        truncate: steps after which the state is detached; None: never.

    Returns:
        y_BTH, zero past each length, and the state of each sequence's last valid step.
    """
    goes_on = bool(watched) and state is watched[-1].behind
    this = Pass(lengths_B.sort(descending=True).values, goes_on=goes_on)
    watched.append(this)
    y_BTH, this.behind = run_loop(cast("Cell", _Witness(cell, this.states)), x_BTI, state, lengths_B, truncate=truncate)
    return y_BTH, this.behind


@contextmanager
def watch_states(encoder: UnrolledEncoder) -> Generator[Mapping[tuple[int, int], list[Pass]]]:
    """Let an encoder keep the states of its cells while the block runs.

    Args:
        encoder: of any backend; it folds ``step`` in the meantime, without recurrent dropout.

    Yields:
        Layer and direction (0 forwards, 1 backwards) to the runs to come; nothing for cells without a step.
    """
    layers = enumerate(cast("Iterable[Iterable[Cell]]", encoder.layers))
    places = {cell: (i, j) for i, layer in layers for j, cell in enumerate(layer) if hasattr(cell, "step")}
    watched: dict[tuple[int, int], list[Pass]] = {place: [] for place in places.values()}

    def watcher(cell: Cell, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        passes, truncate = watched[places[cell]], encoder.unroll.truncate
        return run_watched(cell, x_BTI, state, lengths_B, passes, truncate=truncate)

    encoder.watcher = watcher if places else None
    try:
        yield watched
    finally:
        encoder.watcher = None


def gradient_by_lag(
    encoder: UnrolledEncoder, x_BTI: Tensor, lengths_B: Tensor, loss_of: Callable[[Encoded], Tensor]
) -> Tensor:
    """Return how much of a loss's gradient reaches the states of an encoder's last layer, forward direction.

    Dropout is off meanwhile; no parameter's ``grad`` is touched.

    Args:
        encoder: of any cell and backend.
        x_BTI: inputs, padded behind.
        lengths_B: int64 lengths on the CPU, each at least 1.
        loss_of: takes what the encoder gives; returns a scalar.

    Returns:
        norm_K, as ``norms_by_lag`` says; empty where cells have no step.
    """
    place = len(encoder.layers) - 1, 0
    with evaluation(encoder), torch.enable_grad(), watch_states(encoder) as watched:
        loss = loss_of(encoder(x_BTI, lengths_B))
        norms = norms_by_lag(loss, {place: watched.get(place, [])})
    return norms.get(place, torch.zeros(0, dtype=torch.float64))
