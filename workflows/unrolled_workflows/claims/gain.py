"""V01: what repeated multiplication by recurrent weights does to a gradient.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import nn

from unrolled.runtime.unroll import UnrolledEncoder
from unrolled_workflows.claims.flow import INPUT_SIZE, gradient_left, recurrent_weights
from unrolled_workflows.claims.laboratory import Laboratory, drawing, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, mean_over_seeds, outcome_of

GAINS = 0.5, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0
ABOUT_ONE = 0.8, 1.25
CONDITIONS = {"tanh, small inputs": ("tanh", 0.01), "tanh": ("tanh", 1.0), "relu": ("relu", 1.0)}


def scaled_start(encoder: UnrolledEncoder, gain: float) -> None:
    """Draw recurrent weights whose largest eigenvalues lie about a circle of radius ``gain``.

    Args:
        encoder: of one layer of a cell without gates.
        gain: standard deviation of the weights times the root of H.

    Source:
        Girko (1985), The circular law.
    """
    nn.init.normal_(recurrent_weights(encoder), std=gain * encoder.output_size**-0.5)


def measure_gain(lab: Laboratory, *, gains: Sequence[float] = GAINS) -> Figures:
    """Measure gradients under rising gains, and the gain at which they neither grow nor shrink (V01)."""
    figures: dict[str, Figure] = {}
    for condition, (nonlinearity, scale) in CONDITIONS.items():
        swept = {
            gain: gradient_left(
                lab,
                "rnn",
                [50],
                start=lambda encoder, g=gain: scaled_start(encoder, g),
                scale=scale,
                nonlinearity=nonlinearity,
                bias=False,
            )[0]
            for gain in gains
        }
        figures |= {f"{condition}, gain {gain:g}": swept[gain] for gain in (gains[0], gains[-1])}
        figures[f"{condition}, gain of no change"] = Figure(crossing({g: left.value for g, left in swept.items()}))
    return figures | {
        "gradients not finite, gain 3, 300 steps": mean_over_seeds([_not_finite(lab, s) for s in lab.seeds])
    }


def crossing(left: dict[float, float]) -> float:
    """Return the gain at which a gradient stays as it is, interpolated in logarithms; infinite where it never does.

    Args:
        left: gain, rising, to what is left of the gradient.
    """
    for (low, before), (high, after) in zip(left.items(), list(left.items())[1:], strict=False):
        if before < 1 <= after:
            share = -math.log(before) / (math.log(after) - math.log(before))
            return low * (high / low) ** share
    return math.inf


def _not_finite(lab: Laboratory, seed: int) -> float:
    """Return the share of weights whose float32 gradient is infinite or not a number after a long sequence."""
    encoder = lab.encoder("rnn", INPUT_SIZE, seed, hidden_size=64, nonlinearity="relu", bias=False)
    with drawing(seed, "start"):
        scaled_start(encoder, 3.0)
    x_BTI = lab.noise(1, 300, INPUT_SIZE, seed=seed)
    encoder(x_BTI, full_lengths(x_BTI)).last_BH.sum().backward()
    gradient_HH = recurrent_weights(encoder).grad
    assert gradient_HH is not None
    return 1 - gradient_HH.isfinite().double().mean().item()


def judge_gain(figures: Figures) -> Verdict:
    """Let the claim hold where gains of 2 explode, of 0.5 vanish, about 1 divides them, and floats overflow (V01)."""
    explodes = [figures[f"{condition}, gain 2"].low > 1 for condition in CONDITIONS]
    vanishes = [figures[f"{condition}, gain 0.5"].high < 1 for condition in CONDITIONS]
    edges = [figures[f"{condition}, gain of no change"].value for condition in CONDITIONS]
    overflows = figures["gradients not finite, gain 3, 300 steps"].low > 0
    near_one = ABOUT_ONE[0] < edges[0] < ABOUT_ONE[1]
    reason = (
        f"the gradient stays as it is at a gain of {edges[0]:.2f} while the state is small, and at "
        f"{edges[1]:.2f} (tanh) and {edges[2]:.2f} (ReLU) once units saturate or rest"
    )
    return Verdict(outcome_of([*explodes, *vanishes, overflows, near_one]), reason)


V01 = Claim(
    "V01",
    "Gradients explode where they are multiplied by values above 1, vanish where below 1, and end as NaN.",
    "Share of the gradient left 50 steps back in a plain cell of width 64, by the gain of its recurrent weights.",
    measure_gain,
    judge_gain,
)
