"""Gradient flow through time: every step's state, kept while a loss is formed, and the loss's gradient at it by lag.

Shapes: B batch, T time, I input, H hidden, K lags, L live rows: sequences that are not yet at their end, N steps of
all sequences.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple, TypeVar, cast

import torch
from torch import Tensor

from unrolled.contracts import Cell, Encoded, State
from unrolled.runtime.prediction import evaluation
from unrolled.runtime.unroll.encoder import UnrolledEncoder
from unrolled.runtime.unroll.loop import run_loop

Place = TypeVar("Place", bound=Hashable)


class Pass(NamedTuple):
    """One run of a cell over a batch.

    Args:
        lengths_B: steps of each sequence, the longest first.
        states: h_LH behind each step.
    """

    lengths_B: Tensor
    states: list[Tensor]


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
    states: list[Tensor] = []
    watched.append(Pass(lengths_B.sort(descending=True).values, states))
    return run_loop(cast("Cell", _Witness(cell, states)), x_BTI, state, lengths_B, truncate=truncate)


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


def norms_by_lag(loss: Tensor, watched: Mapping[Place, list[Pass]]) -> dict[Place, Tensor]:
    """Return how much of a loss's gradient reaches the states of cells, by their distance from the end.

    Args:
        loss: a scalar that was formed while the cells were watched; its graph is freed.
        watched: any name of a cell to its runs.

    Returns:
        Name to norm_K, float64 on the CPU: at lag k the mean of ``||dL/dh_{T-k}||_2`` over the sequences of more than
        k steps, T being each sequence's own last step in the cell's own direction. The derivative is the total one:
        through what the loss sees of h at that step, and through all later states. In units of the loss over
        units of h; no entry for a cell that kept no state.
    """
    states = {place: [h_LH for each in passes for h_LH in each.states] for place, passes in watched.items()}
    states = {place: kept for place, kept in states.items() if kept}
    if not states:
        return {}
    inputs = [h_LH for kept in states.values() for h_LH in kept]
    grads = iter(torch.autograd.grad(loss, inputs, allow_unused=True, materialize_grads=True))
    return {place: _mean_by_lag(watched[place], list(islice(grads, len(kept)))) for place, kept in states.items()}


def _mean_by_lag(passes: list[Pass], grads: list[Tensor]) -> Tensor:
    """Return the mean norm_K of the gradients of all steps."""
    # In float64, since the square of 1e-25 is no float32.
    norm_N = torch.cat([grad_LH.flatten(1) for grad_LH in grads]).norm(dim=1, dtype=torch.float64).cpu()
    lag_N = torch.cat([each.lengths_B[: len(h)] - 1 - t for each in passes for t, h in enumerate(each.states)])
    return lag_N.bincount(norm_N) / lag_N.bincount()


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
