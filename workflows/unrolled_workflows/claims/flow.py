"""V03 and V06: how much of a gradient is left, some steps back in time.

Shapes: B batch, T time, I input, H hidden, K lags.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn

from unrolled.runtime.unroll import UnrolledEncoder
from unrolled.runtime.unroll.watch import gradient_by_lag
from unrolled_workflows.claims.laboratory import Laboratory, drawing, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, geometric_mean_over_seeds, outcome_of

BATCH_SIZE, INPUT_SIZE, WIDTH, STEPS_BEFORE = 8, 16, 64, 10
GONE = 0.01
Start = Callable[[UnrolledEncoder], object]


def as_built(encoder: UnrolledEncoder) -> None:
    """Leave the weights as the cell draws them.

    Args:
        encoder: any.
    """
    del encoder


def gradient_left(
    lab: Laboratory,
    cell: str,
    lags: Sequence[int],
    *,
    start: Start = as_built,
    scale: float = 1.0,
    **fields: Any,
) -> list[Figure]:
    """Return how much of a loss's gradient is left at some lags, ``||dL/dh_(T-k)|| / ||dL/dh_T||``, in float64.

    Args:
        lab: gives cells, device and seeds.
        cell: its name; it is not trained.
        lags: k, in steps.
        start: draws other weights before the experiment.
        scale: standard deviation of the inputs, which are independent and normal.
        **fields: of the cell.

    Returns:
        One figure a lag: the geometric mean over seeds.
    """
    norms: list[Tensor] = []
    for seed in lab.seeds:
        encoder = lab.encoder(cell, INPUT_SIZE, seed, hidden_size=WIDTH, **fields).double()
        with drawing(seed, "start"):
            start(encoder)
        x_BTI = scale * lab.noise(BATCH_SIZE, STEPS_BEFORE + max(lags), INPUT_SIZE, seed=seed).double()
        probe_H = lab.noise(WIDTH, seed=seed + 1).double()
        norms.append(gradient_by_lag(encoder, x_BTI, full_lengths(x_BTI), lambda y, p=probe_H: (y.last_BH @ p).sum()))
    return [geometric_mean_over_seeds([(norm_K[lag] / norm_K[0]).item() for norm_K in norms]) for lag in lags]


def recurrent_weights(encoder: UnrolledEncoder) -> Tensor:
    """Return the weights from state to state of a cell without gates: its only square ones.

    Args:
        encoder: of one layer, its input being of another width than its state.
    """
    (weight_HH,) = (weight for weight in encoder.parameters() if weight.shape == (encoder.output_size,) * 2)
    return weight_HH


def orthogonal_start(encoder: UnrolledEncoder) -> None:
    """Let the recurrent weights neither stretch nor shrink the state.

    Args:
        encoder: of one layer of a cell without gates.
    """
    nn.init.orthogonal_(recurrent_weights(encoder))


def measure_span(lab: Laboratory) -> Figures:
    """Measure gradients of plain cells 8, 10 and 20 steps back (V03)."""
    lags = 8, 10, 20
    starts = {
        "rnn": gradient_left(lab, "rnn", lags),
        "rnn with an orthogonal start": gradient_left(lab, "rnn", lags, start=orthogonal_start),
        "irnn": gradient_left(lab, "irnn", lags),
    }
    return {f"{start}, lag {lag}": left for start, row in starts.items() for lag, left in zip(lags, row, strict=True)}


def judge_span(figures: Figures) -> Verdict:
    """Let the claim hold for each start whose gradient is below a hundredth ten steps back (V03)."""
    at_ten = {name.removesuffix(", lag 10"): figure for name, figure in figures.items() if name.endswith("lag 10")}
    limited = {start: figure.high < GONE for start, figure in at_ten.items()}
    listed = ", ".join(f"{at_ten[start].value:.2g} ({start})" for start in limited)
    return Verdict(outcome_of([*limited.values()]), f"left of the gradient ten steps back: {listed}")


def measure_gates(lab: Laboratory) -> Figures:
    """Measure gradients of gated cells 50 steps back (V06)."""
    cells = {"rnn": ("rnn", {}), "gru": ("gru", {})}
    cells |= {f"lstm with forget bias {bias:g}": ("lstm", {"forget_bias": bias}) for bias in (0.0, 1.0, 3.0)}
    return {name: gradient_left(lab, cell, [50], **fields)[0] for name, (cell, fields) in cells.items()}


def judge_gates(figures: Figures) -> Verdict:
    """Let the claim hold for each gated cell that keeps a hundredth of its gradient for 50 steps (V06)."""
    kept = {name: figure.low >= GONE for name, figure in figures.items() if name != "rnn"}
    listed = ", ".join(f"{figures[name].value:.2g} ({name})" for name in kept)
    reason = f"left of the gradient 50 steps back: {listed}"
    return Verdict(outcome_of([*kept.values()]), reason)


V03 = Claim(
    "V03",
    "Backpropagation through time reaches back no further than 8 or 10 steps.",
    "Share of the gradient that is left 8, 10 and 20 steps back, in plain cells of width 64 that start in three ways.",
    measure_span,
    judge_span,
)
V06 = Claim(
    "V06",
    "The gates of LSTM and GRU let the gradient flow uninterrupted.",
    "Share of the gradient that is left 50 steps back, in cells of width 64 before training; torch's LSTM starts "
    "with a forget bias of 0, this one with 1.",
    measure_gates,
    judge_gates,
)
