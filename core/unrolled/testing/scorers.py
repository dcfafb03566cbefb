"""Laws of attention scorers.

Shapes: B batch, T places of the source, Q query, K key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from unrolled.errors import ConfigError
from unrolled.testing.law import Subject, book, expect
from unrolled.testing.tensors import LENGTHS, close, copied, past_the_end, seeded

TOLERANCE = 1e-5
"""Of float32, in which scorers are trained."""
SIZES = ((6, 6), (6, 4))
"""Widths of query and key; a scorer may refuse unequal ones by a ConfigError."""


class _Trial(NamedTuple):
    name: str
    scorer: Any
    query_BQ: Tensor
    y_BTK: Tensor
    previous_BT: Tensor

    def scores(self, *, more: int = 0, rows: list[int] | None = None) -> Tensor:
        """Return scores_BT, of some rows, with some more places of padding."""
        picked = list(range(len(LENGTHS))) if rows is None else rows
        y_BTK, previous_BT = pad(self.y_BTK, (0, 0, 0, more)), pad(self.previous_BT, (0, more))
        return self.scorer(self.query_BQ[picked], self.scorer.keys(y_BTK[picked]), previous_BT[picked])


def _trials(subject: Subject, seed: int = 0) -> Iterator[_Trial]:
    """Yield scorers of several widths, and what they score; padding is zero in outputs and weights."""
    for query_size, key_size in SIZES:
        with seeded(seed):
            try:
                scorer = subject.component.build(subject.config, query_size=query_size, key_size=key_size)
            except ConfigError:
                if query_size == key_size:
                    raise
                continue
        with seeded(1):
            past_BT = past_the_end(torch.tensor(LENGTHS), max(LENGTHS))
            y_BTK = torch.randn(*past_BT.shape, key_size).masked_fill(past_BT[..., None], 0)
            previous_BT = torch.randn(past_BT.shape).masked_fill(past_BT, -torch.inf).softmax(1)
            query_BQ = torch.randn(len(LENGTHS), query_size)
        yield _Trial(f"query of {query_size}, key of {key_size}", scorer.eval(), query_BQ, y_BTK, previous_BT)


def every_place_has_a_finite_score(subject: Subject) -> None:
    """There is one finite score a place, at the first step too, where no weights were before."""
    for trial in _trials(subject):
        for first in (trial, trial._replace(previous_BT=torch.zeros_like(trial.previous_BT))):
            scores_BT = first.scores()
            shape = tuple(scores_BT.shape)
            expect(shape == tuple(trial.previous_BT.shape), f"{trial.name}: scores of shape {shape}", "one a place")
            expect(scores_BT.isfinite().all(), f"{trial.name}: scores that are not finite", "finite numbers")


def padding_never_changes_a_score(subject: Subject) -> None:
    """More padding behind a source leaves the scores of its places as they are."""
    for trial in _trials(subject):
        expected = trial.scores()
        seen = {trial.name: trial.scores(more=3)[:, : expected.shape[1]].masked_fill(trial.previous_BT == 0, 0)}
        wanted = {trial.name: expected.masked_fill(trial.previous_BT == 0, 0)}
        close(seen, wanted, "the same scores with 3 more places of padding", TOLERANCE)


def scores_do_not_depend_on_the_batch(subject: Subject) -> None:
    """A source is scored alone as it is in a batch."""
    for trial in _trials(subject):
        alone_BT = torch.cat([trial.scores(rows=[row]) for row in range(len(LENGTHS))])
        close({trial.name: alone_BT}, {trial.name: trial.scores()}, "the same scores for a source alone", TOLERANCE)


def the_query_decides(subject: Subject) -> None:
    """Another query gives other scores, and a gradient reaches query, outputs and every weight."""
    for trial in _trials(subject):
        query_BQ, y_BTK = trial.query_BQ.clone().requires_grad_(), trial.y_BTK.clone().requires_grad_()
        scores_BT = trial._replace(query_BQ=query_BQ, y_BTK=y_BTK).scores()
        other_BT = trial._replace(query_BQ=-trial.query_BQ).scores()
        expect(not torch.equal(scores_BT, other_BT), f"{trial.name}: one answer to two queries", "another answer")
        (scores_BT.softmax(1) * torch.arange(1.0, scores_BT.shape[1] + 1)).square().sum().backward()
        for name, leaf in {"query": query_BQ, "outputs": y_BTK, **dict(trial.scorer.named_parameters())}.items():
            moves = leaf.grad is not None and bool(leaf.grad.isfinite().all())
            expect(moves, f"{trial.name}: {name} takes no finite gradient", "a finite gradient")


def saved_and_loaded_it_gives_the_same_scores(subject: Subject) -> None:
    """A fresh scorer that takes over the ``state_dict`` through safetensors gives the same scores."""
    for trial, fresh in zip(_trials(subject), _trials(subject, seed=9), strict=True):
        copied(trial.scorer, fresh.scorer)
        close({trial.name: fresh.scores()}, {trial.name: trial.scores()}, "the scores before it was saved", 0)


LAWS = book(
    every_place_has_a_finite_score,
    padding_never_changes_a_score,
    scores_do_not_depend_on_the_batch,
    the_query_decides,
    saved_and_loaded_it_gives_the_same_scores,
)
