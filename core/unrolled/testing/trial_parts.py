"""The parts that a task under test is built from: a tiny encoder, and a decoder and a scorer as it asks for them.

Shapes: B batch, T time, I input, H hidden, Q query, K key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

import unrolled
from unrolled.component import Part
from unrolled.contracts import Cell, State
from unrolled.digests import digest_code, public_version
from unrolled.runtime.unroll import UnrolledEncoder, build_encoder
from unrolled.sections import UnrollConfig


class TanhCell(nn.Module):
    """h' = tanh(W x + U h): the smallest cell that remembers.

    Args:
        input_size: width of the input, I.
    """

    output_size = 5

    def __init__(self, input_size: int) -> None:
        super().__init__()
        self.sum = nn.Linear(input_size + self.output_size, self.output_size)

    def initial_state(self, batch_size: int) -> State:
        """Return h_BH of zeros.

        Args:
            batch_size: number of sequences, B.
        """
        return (self.sum.weight.new_zeros(batch_size, self.output_size),)

    def step(self, x_BI: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step of time.

        Args:
            x_BI: input of this step.
            state: h_BH of the step before.

        Returns:
            y_BH, which is the new h_BH, and the new state.
        """
        h_BH = torch.tanh(self.sum(torch.cat([x_BI, state[0]], 1)))
        return h_BH, (h_BH,)


class ProductScorer(nn.Module):
    """query W key: the smallest scorer with a weight.

    Args:
        query_size: width of the query, Q.
        key_size: width of the keys, K.
    """

    def __init__(self, query_size: int, key_size: int) -> None:
        super().__init__()
        self.product = nn.Linear(key_size, query_size)

    def keys(self, y_BTK: Tensor) -> Tensor:
        """Return memory_BTQ.

        Args:
            y_BTK: outputs of the encoder.
        """
        return self.product(y_BTK)

    def forward(self, query_BQ: Tensor, memory_BTQ: Tensor, previous_BT: Tensor) -> Tensor:
        """Return scores_BT.

        Args:
            query_BQ: state of the decoder.
            memory_BTQ: of ``keys``.
            previous_BT: weights of the step before, which have no part in it.
        """
        del previous_BT
        return torch.einsum("bq,btq->bt", query_BQ, memory_BTQ)


class TrialParts:
    """Makes what a task learns with, and keeps it by name."""

    def __init__(self) -> None:
        self.made: dict[str, nn.Module] = {}

    def encoder(self, input_size: int) -> UnrolledEncoder:
        """Return the encoder.

        Args:
            input_size: width of its input, I.
        """
        return self._keep("encoder", _unrolled(input_size))

    def makers(self, parts: Sequence[Part], *, attends: bool) -> dict[str, Any]:
        """Return what makes a task's other parts, by the builder's argument.

        Args:
            parts: that the task declares.
            attends: whether a scorer is configured.
        """
        more: dict[str, Any] = {"decoder": self._decoder, "scorer": self._scorer if attends else None}
        return {part: more[part] for part in parts}

    def _decoder(self, input_size: int) -> UnrolledEncoder:
        return self._keep("decoder", _unrolled(input_size))

    def _scorer(self, query_size: int, key_size: int) -> nn.Module:
        return self._keep("scorer", ProductScorer(query_size, key_size))

    def _keep(self, name: str, module: Any) -> Any:
        self.made[name] = module
        return module


def _unrolled(input_size: int) -> UnrolledEncoder:
    return build_encoder(_tiny_cell, input_size, UnrollConfig(), _identity())


@cache
def _identity() -> str:
    """Return by what the compiled cell is found again: every law builds it anew."""
    root = Path(unrolled.__file__).parent
    code = digest_code([root / "machine", root / "runtime" / "unroll", Path(__file__)])
    return f"{code}-{public_version('torch')}"


def _tiny_cell(input_size: int) -> Cell:
    """Return the cell; the annotation is what pyright checks it against."""
    return TanhCell(input_size)
