"""What a search asks of a model: one step for many hypotheses, from a state that it can pick rows of.

Shapes: N hypotheses, V vocabulary.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast

from torch import Tensor

S = TypeVar("S")


class Step(Protocol[S]):
    """Says what comes next; pure, and no row of it depends on another."""

    def __call__(self, state: S, last_N: Tensor, /) -> tuple[Tensor, S]:
        """Return log_probs_NV in nats, and the state that has seen the last tokens.

        Args:
            state: a tensor with N rows, or a tuple of states, named or not.
            last_N: int64 ids that were said last; the start symbol at first.
        """
        ...


def picked(state: S, rows_M: Tensor) -> S:
    """Return a state with some of its rows, in their order; rows may come twice.

    Args:
        state: a tensor with N rows, or a tuple of states, named or not.
        rows_M: int64, in [0, N).
    """
    if isinstance(state, Tensor):
        return cast("S", state.index_select(0, rows_M))
    kind = cast("Any", type(state))
    parts = [picked(part, rows_M) for part in cast("tuple[Any, ...]", state)]
    return kind(*parts) if hasattr(kind, "_fields") else cast("S", tuple(parts))
