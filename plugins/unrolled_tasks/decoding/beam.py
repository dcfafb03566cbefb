"""Beam search: the best few hypotheses of each length, and of all that ended the best.

Shapes: B sequences, L sequences that are searched on, W width of the beam, N = L W hypotheses, M those that go on,
V vocabulary, T steps, S places of the source.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor

from unrolled_tasks.decoding.hypotheses import Hypotheses
from unrolled_tasks.decoding.ranking import Ranking
from unrolled_tasks.decoding.stepping import S, Step, picked


class Found(NamedTuple):
    """A hypothesis that has ended.

    Args:
        score: by which it is ranked.
        log_probability: in nats.
        ids: without start and end.
    """

    score: float
    log_probability: float
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Beam:
    """A search that keeps the likeliest hypotheses of each length, and ranks those that end, if only at their limit.

    It stops where none that goes on can come to be ranked among the best, so it finds what it would find at the limit.

    Args:
        width: hypotheses of a sequence that go on, W.
        best: hypotheses of a sequence that are given back, at most W.
        ranking: of those that have ended.
    """

    width: int
    best: int = 1
    ranking: Ranking = field(default_factory=Ranking)

    def search(
        self,
        step: Step[S],
        state: S,
        first_B: Tensor,
        *,
        end: int,
        limits_B: Tensor,
        covered: Callable[[S], Tensor] | None = None,
    ) -> list[list[Found]]:
        """Return the best hypotheses of each sequence, the best first.

        Args:
            step: of the model.
            state: of B rows, before the first step.
            first_B: int64 ids that stand before the first token, on the model's device.
            end: id after which nothing is said.
            limits_B: int64 on the CPU; tokens at most, the end among them, each at least 1.
            covered: tells of a state how much weight each place of the source got so far, covered_NS; 1 or more where
                there is no place.
        """
        found: list[list[Found]] = [[] for _ in first_B]
        going = Hypotheses.first(limits_B.to(first_B.device), self.width)
        state, last_N = picked(state, going.sequences_N), first_B[going.sequences_N]
        while len(last_N):
            log_probs_NV, state = step(state, last_N)
            going, parents_N = going.extended(log_probs_NV, self.width)
            covered_NS = covered(state)[parents_N] if covered else None
            ended_N = going.ended(end)
            self._take(found, going, ended_N, covered_NS, end)
            going = going.without(ended_N)
            rows_M = self._hopeful(found, going)
            going, state = picked(going, rows_M), picked(state, parents_N[rows_M])
            last_N = going.ids_NT[:, -1]
        return found

    def _take(
        self, found: list[list[Found]], going: Hypotheses, ended_N: Tensor, covered_NS: Tensor | None, end: int
    ) -> None:
        """Put what has ended among what was found of its sequence, as far as it is among the best."""
        ended = picked(going, ended_N.nonzero()[:, 0])
        scores_N = self.ranking(
            ended.log_probs_N, ended.ids_NT.shape[1], None if covered_NS is None else covered_NS[ended_N]
        )
        rows = (ended.sequences_N, scores_N, ended.log_probs_N, ended.ids_NT)
        for sequence, score, log_probability, ids in zip(*(part.tolist() for part in rows), strict=True):
            plain = ids[:-1] if ids[-1] == end else ids
            insort(found[sequence], Found(score, log_probability, plain), key=lambda each: -each.score)
            del found[sequence][self.best :]

    def _hopeful(self, found: list[list[Found]], going: Hypotheses) -> Tensor:
        """Return the rows of the sequences of which a hypothesis that goes on may be ranked among the best."""
        bounds_L = self.ranking.bound(going.log_probs_N, going.limits_N).view(-1, self.width).amax(1)
        numbers = going.sequences_N[:: self.width].tolist()
        worst = [found[number][-1].score if len(found[number]) == self.best else -torch.inf for number in numbers]
        hopeful_L = bounds_L > torch.tensor(worst, dtype=torch.float64, device=bounds_L.device)
        return hopeful_L.repeat_interleave(self.width).nonzero()[:, 0]
