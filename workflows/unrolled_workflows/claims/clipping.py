"""V02: a gradient clipped by its norm."""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled.runtime.clip import clip_, gradient_norm, gradients
from unrolled_workflows.claims.flow import INPUT_SIZE
from unrolled_workflows.claims.gain import scaled_start
from unrolled_workflows.claims.laboratory import Laboratory, drawing, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, geometric_mean_over_seeds, outcome_of

THRESHOLD, ROUNDING = 1.0, 1e-6


def exploded(lab: Laboratory, seed: int, steps: int) -> Tensor:
    """Return the gradient of an untrained plain cell under a gain of 2, as one vector.

    Args:
        lab: gives the cell and the device.
        seed: of weights and inputs.
        steps: of the sequence, T.
    """
    encoder = lab.encoder("rnn", INPUT_SIZE, seed, hidden_size=64, nonlinearity="relu").double()
    with drawing(seed, "start"):
        scaled_start(encoder, 2.0)
    x_BTI = lab.noise(8, steps, INPUT_SIZE, seed=seed).double()
    encoder(x_BTI, full_lengths(x_BTI)).last_BH.sum().backward()
    return torch.cat([gradient.flatten() for gradient in gradients(encoder.parameters())])


def clipped(gradient: Tensor) -> Tensor:
    """Return a clipped copy of a gradient.

    Args:
        gradient: one vector.
    """
    gradient = gradient.clone()
    clip_([gradient], gradient_norm([gradient]), THRESHOLD)
    return gradient


def measure_clipping(lab: Laboratory, *, steps: int = 50) -> Figures:
    """Clip gradients that exploded, and gradients that are short (V02)."""
    large = [exploded(lab, seed, steps) for seed in lab.seeds]
    short = [0.5 * THRESHOLD * gradient / gradient.norm() for gradient in large]
    cosines = [torch.cosine_similarity(clipped(gradient), gradient, dim=0).item() for gradient in large]
    return {
        "norm before": geometric_mean_over_seeds([gradient.norm().item() for gradient in large]),
        "largest norm after": Figure(max(clipped(gradient).norm().item() for gradient in large)),
        "smallest cosine": Figure(min(cosines)),
        "largest change of a short gradient": Figure(max(_distance(clipped(part), part) for part in short)),
        "short gradient's norm, condition reversed": Figure(max(_reversed(part).norm().item() for part in short)),
        "norm after, condition reversed": geometric_mean_over_seeds([_reversed(part).norm().item() for part in large]),
    }


def judge_clipping(figures: Figures) -> Verdict:
    """Let the claim hold where clipping bounds the norm, keeps the direction and leaves short gradients alone (V02)."""
    bounded = figures["largest norm after"].value <= THRESHOLD * (1 + ROUNDING)
    keeps = figures["smallest cosine"].value > 1 - ROUNDING
    untouched = figures["largest change of a short gradient"].value == 0
    reason = (
        f"a norm of {figures['norm before'].value:.2g} became {figures['largest norm after'].value:.3g}; erratum: with "
        f"the condition reversed, as printed, it stays {figures['norm after, condition reversed'].value:.2g} and a "
        "short gradient grows"
    )
    return Verdict(outcome_of([bounded, keeps, untouched]), reason)


def _distance(first: Tensor, second: Tensor) -> float:
    return (first - second).abs().max().item()


def _reversed(gradient: Tensor) -> Tensor:
    """Clip as the notes print it: where the norm is not above the threshold."""
    norm = gradient.norm()
    return gradient if norm > THRESHOLD else THRESHOLD * gradient / norm


V02 = Claim(
    "V02",
    "A gradient longer than a threshold is scaled down to it and keeps its direction.",
    "Gradients of a plain cell under a gain of 2 after 50 steps, clipped to a norm of 1; and short ones.",
    measure_clipping,
    judge_clipping,
)
