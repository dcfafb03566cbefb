"""What a speaker says of a source when it is left alone, as rows.

Shapes: B batch, T steps of what was said, S places of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from unrolled.contracts import PAD, Tokenizer
from unrolled_tasks.decoding.beam import Beam, Found
from unrolled_tasks.decoding.greedy import greedy
from unrolled_tasks.decoding.ranking import Ranking
from unrolled_tasks.framing import Frame
from unrolled_tasks.seq2seq import Seq2SeqConfig
from unrolled_tasks.seq2seq.speaker import Speaker

_DIGITS = 5
"""Of a weight in an alignment."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Decodes greedily or with a beam, as a task is configured.

    Args:
        config: the task's fields.
        frame: around what is said.
        tokenizer: of what is said.
    """

    config: Seq2SeqConfig
    frame: Frame
    tokenizer: Tokenizer

    def rows(self, speaker: Speaker, state: Any, lengths_B: Tensor) -> list[dict[str, Any]]:
        """Return what is said of each source: predicted, n_best where several are listed, alignment with attention.

        Args:
            speaker: trained.
            state: of its decoder before the first step.
            lengths_B: of the sources, on the CPU.
        """
        limits_B = (lengths_B * self.config.length_share).long() + self.config.length_more
        first_B = torch.full((len(lengths_B),), self.frame.start, device=speaker.unknown.device)
        if self.config.beam == 1:
            said = greedy(speaker.step, state, first_B, end=self._end, limits_B=limits_B)
            rows = [dict[str, Any](predicted=self.tokenizer.decode(ids)) for ids in said]
        else:
            found = self._searched(speaker, state, first_B, limits_B)
            said, rows = [best[0].ids for best in found], [self._row(best) for best in found]
        if speaker.attends:
            for row, alignment in zip(rows, self._alignments(speaker, state, said, lengths_B), strict=True):
                row["alignment"] = alignment
        return rows

    @property
    def _end(self) -> int:
        assert self.frame.end is not None
        return self.frame.end

    def _searched(self, speaker: Speaker, state: Any, first_B: Tensor, limits_B: Tensor) -> list[list[Found]]:
        ranking = Ranking(self.config.length_penalty, self.config.coverage_penalty)
        beam = Beam(self.config.beam, self.config.n_best, ranking)
        covered = speaker.covered if speaker.attends else None
        return beam.search(speaker.step, state, first_B, end=self._end, limits_B=limits_B, covered=covered)

    def _row(self, best: list[Found]) -> dict[str, Any]:
        texts = [{"predicted": self.tokenizer.decode(each.ids), "score": each.score} for each in best]
        row: dict[str, Any] = {"predicted": texts[0]["predicted"]}
        return {**row, "n_best": texts} if self.config.n_best > 1 else row

    def _alignments(
        self, speaker: Speaker, state: Any, said: Sequence[list[int]], lengths_B: Tensor
    ) -> list[list[list[float]]]:
        """Return the weights over the source's places with which each token was said, a row a token."""
        longest = max(1, *map(len, said))
        ids_BT = torch.tensor([[*ids, *[PAD] * (longest - len(ids))] for ids in said], device=speaker.unknown.device)
        _, weights_BTS = speaker.unroll(state, self.frame.steps(ids_BT))
        assert weights_BTS is not None
        weights = weights_BTS.double().cpu().mul(10**_DIGITS).round().div(10**_DIGITS)
        sizes = zip(weights, map(len, said), lengths_B.tolist(), strict=True)
        return [weights_TS[:steps, :places].tolist() for weights_TS, steps, places in sizes]
