"""A loss's gradient at the states that cells were watched in, by their distance from the end.

Shapes: H hidden, K lags, L live rows: sequences that are not yet at their end, B batch, T time, N steps of all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import torch
from torch import Tensor

from unrolled.contracts import State

Place = TypeVar("Place", bound=Hashable)


@dataclass(slots=True, eq=False)
class Pass:
    """One run of a cell over a batch.

    Args:
        lengths_B: steps of each sequence, the longest first.
        goes_on: whether it began with the state that the run before ended with.
        states: h_LH behind each step.
        behind: the state that it ended with.
    """

    lengths_B: Tensor
    goes_on: bool = False
    states: list[Tensor] = field(default_factory=list[Tensor])
    behind: State = ()

    @property
    def even(self) -> bool:
        """Whether all its sequences are of one length, and so in the order in which they were given."""
        return bool((self.lengths_B == self.lengths_B[0]).all())


def norms_by_lag(loss: Tensor, watched: Mapping[Place, list[Pass]]) -> dict[Place, Tensor]:
    """Return how much of a loss's gradient reaches the states of cells, by their distance from the end.

    Runs that go on from one another over the same sequences, as a decoder's do that takes one step at a time, are one.

    Args:
        loss: a scalar that was formed while the cells were watched; its graph is freed.
        watched: any name of a cell to its runs.

    Returns:
        Name to norm_K, float64 on the CPU: at lag k the mean of ``||dL/dh_{T-k}||_2`` over the sequences of more than
        k steps, T being each sequence's own last step in the cell's own direction; where several runs are one, the
        last step that the gradient reaches, since steps may be taken past the end there. The derivative is the total
        one: through what the loss sees of h at that step, and through all later states. In units of the loss over
        units of h; no entry for a cell that kept no state.
    """
    states = {place: [h_LH for each in passes for h_LH in each.states] for place, passes in watched.items()}
    states = {place: kept for place, kept in states.items() if kept}
    if not states:
        return {}
    inputs = [h_LH for kept in states.values() for h_LH in kept]
    grads = iter(torch.autograd.grad(loss, inputs, allow_unused=True, materialize_grads=True))
    return {place: _mean_by_lag(watched[place], list(islice(grads, len(kept)))) for place, kept in states.items()}


def _mean_by_lag(passes: Sequence[Pass], grads: Iterable[Tensor]) -> Tensor:
    """Return the mean norm_K of the gradients of all steps."""
    # In float64, since the square of 1e-25 is no float32.
    norms = (grad_LH.flatten(1).norm(dim=1, dtype=torch.float64).cpu() for grad_LH in grads)
    found = [_lags(run, list(islice(norms, sum(len(each.states) for each in run)))) for run in _runs(passes)]
    lag_N, norm_N = (torch.cat(parts) for parts in zip(*found, strict=True))
    return lag_N.bincount(norm_N) / lag_N.bincount()


def _runs(passes: Sequence[Pass]) -> Iterator[list[Pass]]:
    """Yield the passes that are one run of the same sequences, together."""
    run: list[Pass] = []
    for each in passes:
        if run and not (each.goes_on and each.even and run[-1].even):
            yield run
            run = []
        run.append(each)
    yield run


def _lags(run: Sequence[Pass], norms: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Return lag_N and norm_N of every step of a run."""
    (first, *more) = run
    if not more:
        lag_N = torch.cat([first.lengths_B[: len(norm_L)] - 1 - t for t, norm_L in enumerate(norms)])
        return lag_N, torch.cat(list(norms))
    norm_TB = torch.stack(list(norms))
    time_T1 = torch.arange(len(norm_TB))[:, None]
    last_B = torch.where(norm_TB != 0, time_T1, -1).amax(0)
    lag_TB = torch.where(last_B < 0, len(norm_TB) - 1, last_B) - time_T1
    return lag_TB[lag_TB >= 0], norm_TB[lag_TB >= 0]
