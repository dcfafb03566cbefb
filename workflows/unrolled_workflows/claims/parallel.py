"""V14 and V15: the limits of recurrence, and which encoders stream, compute in parallel and look far back.

Shapes: B batch, T time, I input, H hidden, C steps of a chunk.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from unrolled.contracts import State
from unrolled.errors import ConfigError
from unrolled_workflows.claims.chain import chains, waits
from unrolled_workflows.claims.flow import GONE, INPUT_SIZE, gradient_left
from unrolled_workflows.claims.laboratory import Laboratory, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, geometric_mean_over_seeds, outcome_of

BATCH_SIZE, WIDTH = 8, 64
NEARER_LINEAR, KEPT, ROUNDING = 0.5, 0.1, 1e-10
GOALS = "streams", "computes in parallel", "looks far back"
ENCODERS: dict[str, dict[str, Any]] = {"lstm": {"forget_bias": 3.0}, "attention": {}}


def measure_limits(lab: Laboratory, *, lengths: tuple[int, int] = (2048, 8192), rounds: int = 15) -> Figures:
    """Measure how a plain cell's time and longest chain grow with length, and the gradient 50 steps back (V14)."""
    encoder = lab.encoder("rnn", WIDTH, hidden_size=WIDTH)
    batches = {str(length): lab.noise(BATCH_SIZE, length, WIDTH) for length in lengths}
    with torch.no_grad():
        works = {name: lambda x=x_BTI: encoder(x, full_lengths(x)) for name, x_BTI in batches.items()}
        short, long = lab.median_seconds(works, rounds).values()
    return {
        "exponent of time in length": Figure(math.log(long / short) / math.log(lengths[1] / lengths[0])),
        **chains(lab, "rnn"),
        "gradient at lag 50": gradient_left(lab, "rnn", [50])[0],
    }


def judge_limits(figures: Figures) -> Verdict:
    """Let the claim hold where time grows with length, steps wait for one another, and gradients are lost (V14).

    An exponent above 0.5 is nearer to time in proportion to length than to time that length does not change.
    """
    exponent, left = figures["exponent of time in length"].value, figures["gradient at lag 50"]
    serial = waits(figures, "rnn")
    reason = (
        f"time grows with length to the power of {exponent:.2f}; a step {'waits' if serial else 'does not wait'} for "
        f"the one before; {left.value:.1g} of the gradient is left 50 steps back"
    )
    return Verdict(outcome_of([exponent > NEARER_LINEAR, serial, left.high < GONE]), reason)


def measure_goals(lab: Laboratory) -> Figures:
    """Measure of an LSTM and of self-attention: streaming, longest chains, and how far back they look (V15)."""
    figures: dict[str, Figure] = {}
    for cell, fields in ENCODERS.items():
        difference = _stream_difference(lab, cell)
        figures[f"{cell}, can go on from a state"] = Figure(int(difference is not None))
        if difference is not None:
            figures[f"{cell}, largest difference of a stream in pieces"] = Figure(difference)
        figures |= chains(lab, cell)
        figures[f"{cell}, input's gradient at lag 50 over lag 1"] = _far_over_near(lab, cell, fields)
    return figures


def _stream_difference(lab: Laboratory, cell: str) -> float | None:
    """Return how far a sequence in pieces, each with the state of the one before, is from the whole; None: refused."""
    encoder = lab.encoder(cell, INPUT_SIZE, hidden_size=WIDTH).double()
    x_BTI = lab.noise(2, 60, INPUT_SIZE).double()
    whole_BTH = encoder(x_BTI, full_lengths(x_BTI)).y_BTH
    state: tuple[State, ...] | None = None
    pieces: list[Tensor] = []
    try:
        for x_BCI in x_BTI.split(7, 1):
            piece_BCH, _, state = encoder(x_BCI, full_lengths(x_BCI), state)
            pieces.append(piece_BCH)
    except ConfigError:
        return None
    return (torch.cat(pieces, 1) - whole_BTH).abs().max().item()


def _far_over_near(lab: Laboratory, cell: str, fields: dict[str, Any]) -> Figure:
    """Return the norm of the last output's gradient by the input 50 steps back, over that by the input 1 step back."""
    ratios: list[float] = []
    for seed in lab.seeds:
        encoder = lab.encoder(cell, INPUT_SIZE, seed, hidden_size=WIDTH, **fields).double()
        x_BTI = lab.noise(8, 60, INPUT_SIZE, seed=seed).double().requires_grad_()
        probe_H = lab.noise(WIDTH, seed=seed + 1).double()
        (gradient_BTI,) = torch.autograd.grad((encoder(x_BTI, full_lengths(x_BTI)).last_BH @ probe_H).sum(), x_BTI)
        norm_T = gradient_BTI.norm(dim=2).mean(0)
        ratios.append((norm_T[-51] / norm_T[-2]).item())
    return geometric_mean_over_seeds(ratios)


def judge_goals(figures: Figures) -> Verdict:
    """Let the claim hold where one encoder meets all goals, depend where each is met by some encoder (V15)."""
    met = {cell: _goals_met(figures, cell) for cell in ENCODERS}
    parts = [
        f"{cell} {' and '.join(goal for goal, is_met in row.items() if is_met) or 'meets none'}"
        for cell, row in met.items()
    ]
    if any(all(row.values()) for row in met.values()):
        return Verdict("HOLDS", "; ".join(parts))
    each_by_some = all(any(row[goal] for row in met.values()) for goal in GOALS)
    return Verdict("DEPENDS" if each_by_some else "FAILS", f"no encoder does all: {'; '.join(parts)}")


def _goals_met(figures: Figures, cell: str) -> dict[str, bool]:
    difference = figures.get(f"{cell}, largest difference of a stream in pieces")
    streams = difference is not None and difference.value < ROUNDING
    far = figures[f"{cell}, input's gradient at lag 50 over lag 1"].low > KEPT
    return dict(zip(GOALS, (streams, not waits(figures, cell), far), strict=True))


V14 = Claim(
    "V14",
    "Recurrence is slow, cannot be parallelised over time, and has no long memory.",
    "Time of a plain cell's forward pass over 2,048 and 8,192 steps, longest chain of operations that wait for one "
    "another over 64 and 128, and share of the gradient left 50 steps back.",
    measure_limits,
    judge_limits,
)
V15 = Claim(
    "V15",
    "An encoder can read a continuous stream, compute in parallel, and remember for long.",
    "Of an LSTM (forget bias 3) and of self-attention: a sequence in pieces against the whole, longest chain over 64 "
    "and 128 steps, gradients by inputs 50 steps and one step back.",
    measure_goals,
    judge_goals,
)
