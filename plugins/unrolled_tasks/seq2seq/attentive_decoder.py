"""A decoder that looks at the whole source before each step.

Shapes: B batch, T steps of the target, S places of the source, E vector of the target, F features, H encoder output.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Encoded, Encoder, State
from unrolled_tasks.seq2seq.attention import Attention, Source
from unrolled_tasks.seq2seq.bridge import Bridge


class Attending(NamedTuple):
    """The state of the decoder between two steps.

    Args:
        cells: of its cells.
        source: what it looks at.
        weights_BS: of the step before, zeros before the first.
        covered_BS: sum of the weights of all steps; 1 or more where there is no place.
    """

    cells: tuple[State, ...]
    source: Source
    weights_BS: Tensor
    covered_BS: Tensor


class AttentiveDecoder(nn.Module):
    """s_i = f([y_(i-1), c_i], s_(i-1)), where c_i is what attention finds for s_(i-1); its features are [s_i, c_i].

    s is the first tensor of the top layer's state, the output of a cell that gives its state out.

    Source: Bahdanau, Cho & Bengio, "Neural machine translation by jointly learning to align and translate" (2015),
    equations 4 to 6.

    Args:
        cells: one-directional.
        bridge: to their first state.
        attention: over the encoder's outputs.
        context_size: width of these, H.
    """

    def __init__(self, cells: Encoder, bridge: Bridge, attention: Attention, context_size: int) -> None:
        super().__init__()
        self.cells = cast("nn.Module", cells)
        self.bridge = bridge
        self.attention = attention
        self.state_size = cells.output_size
        self.features = self.state_size + context_size

    def start(self, encoded: Encoded, lengths_B: Tensor) -> Attending:
        """Return the state before the first step.

        Args:
            encoded: the sources.
            lengths_B: of them, on the CPU.
        """
        source = self.attention.source(encoded, lengths_B)
        nothing_BS = torch.zeros_like(encoded.y_BTH[:, :, 0])
        covered_BS = nothing_BS.masked_fill(source.past_BS, 1)
        return Attending(self.bridge(encoded, self.cells), source, nothing_BS, covered_BS)

    def step(self, state: Attending, y_BE: Tensor) -> tuple[Tensor, Attending]:
        """Take one step.

        Args:
            state: of the step before.
            y_BE: vectors of what was said last.

        Returns:
            features_BF and the new state.
        """
        query_BQ = state.cells[-1][0].flatten(1)
        context_BH, weights_BS = self.attention(query_BQ, state.source, state.weights_BS)
        x_B1I = torch.cat([y_BE, context_BH], 1)[:, None]
        encoded = self.cells(x_B1I, torch.ones(len(y_BE), dtype=torch.int64), state.cells)
        covered_BS = state.covered_BS + weights_BS.detach()
        features_BF = torch.cat([encoded.y_BTH[:, 0], context_BH], 1)
        return features_BF, Attending(encoded.state, state.source, weights_BS, covered_BS)

    def unroll(self, state: Attending, y_BTE: Tensor, lengths_B: Tensor) -> tuple[Tensor, Tensor]:
        """Take all steps of targets that are known.

        Args:
            state: before the first step.
            y_BTE: vectors of what is read at each step.
            lengths_B: of the targets, on the CPU.

        Returns:
            features_BTF and weights_BTS, each row of which sums to one.
        """
        del lengths_B  # a step past the end of a target reaches nothing that is looked at
        features: list[Tensor] = []
        weights: list[Tensor] = []
        for y_BE in y_BTE.unbind(1):
            features_BF, state = self.step(state, y_BE)
            features.append(features_BF)
            weights.append(state.weights_BS)
        return torch.stack(features, 1), torch.stack(weights, 1)
