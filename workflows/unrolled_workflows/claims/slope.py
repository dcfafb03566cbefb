"""V07: the slope of tanh, and what repeated multiplication by it does to a gradient.

Shapes: T time, X points.
"""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled_workflows.claims.laboratory import Laboratory
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, geometric_mean_over_seeds, outcome_of


def slope(x_X: Tensor) -> Tensor:
    """Return the derivative of tanh as autograd has it.

    Args:
        x_X: points.
    """
    x_X = x_X.detach().requires_grad_()
    (slope_X,) = torch.autograd.grad(torch.tanh(x_X).sum(), x_X)
    return slope_X


def measure_slope(lab: Laboratory) -> Figures:
    """Measure the slope of tanh over a grid, and products of many slopes (V07)."""
    grid_X = slope(torch.linspace(-9, 9, 18_001, dtype=torch.float64))
    drawn = [slope(lab.noise(50, seed=seed).double()) for seed in lab.seeds]
    products = {n: geometric_mean_over_seeds([slope_T[:n].prod().item() for slope_T in drawn]) for n in (10, 50)}
    return {
        "smallest slope for x in [-9, 9]": Figure(grid_X.min().item()),
        "largest slope": Figure(grid_X.max().item()),
        "slope at 0": Figure(slope(torch.zeros(1, dtype=torch.float64)).item()),
        **{f"product of {n} slopes": product for n, product in products.items()},
    }


def judge_slope(figures: Figures) -> Verdict:
    """Let the claim hold where slopes lie above 0 and not above 1, and their product falls with their number (V07)."""
    low, high = figures["smallest slope for x in [-9, 9]"].value, figures["largest slope"].value
    falls = figures["product of 50 slopes"].high < figures["product of 10 slopes"].low
    erratum = "" if high < 1 else "; erratum: the notes print (0, 1), which leaves out the slope of 1 at 0"
    return Verdict(outcome_of([low > 0 and high <= 1, falls]), f"slopes lie in [{low:.2g}, {high:.2g}]{erratum}")


V07 = Claim(
    "V07",
    "The slope of tanh lies above 0 and not above 1, so that a product of n slopes decays with n.",
    "The slope by autograd on a grid, and its products at standard normal points.",
    measure_slope,
    judge_slope,
)
