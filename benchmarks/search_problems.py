"""What studies of searching are run on: a table of small models, and a function whose cheap values mislead a little."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from make_table import GRID, RUNGS, TABLE
from unrolled.ranges import Interval
from unrolled.space import Dimension, Space

EPOCHS = RUNGS[-1]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to search.

    Args:
        name: as the table of results shows it.
        space: to draw from.
        value: of a configuration after so many epochs; smaller is better.
        least: the smallest value after the last epoch.
        trainings: that a study may cost, in whole ones.
    """

    name: str
    space: Space
    value: Callable[[Mapping[str, Any], int], float]
    least: float
    trainings: int


def learning_table(path: Path = TABLE) -> Problem:
    """Return the table that ``make_table.py`` wrote.

    Args:
        path: of the table.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    losses = {
        tuple(row[name] for name in GRID): {epochs: float(row[f"loss@{epochs}"]) for epochs in RUNGS} for row in rows
    }

    def value(values: Mapping[str, Any], epochs: int) -> float:
        return losses[tuple(str(options[values[name]]) for name, options in GRID.items())][epochs]

    # Numbers are drawn by their place in the grid, so that a sampler knows which are neighbours.
    space = Space([Dimension(name, Interval(0, len(options) - 1, whole=True)) for name, options in GRID.items()])
    least = min(found[EPOCHS] for found in losses.values())
    return Problem("a table of 200 small models", space, value, least, trainings=5)


def hartmann() -> Problem:
    """Return Hartmann's function of six numbers, whose four weights are up to 0.1 too small after few epochs.

    Source: Kandasamy et al., Multi-fidelity Bayesian Optimisation with Continuous Approximations (2017), all four
        fidelities moved as one.
    """
    weight_4 = np.array([1.0, 1.2, 3.0, 3.2])
    slope_46 = np.array(
        [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    )
    centre_46 = 1e-4 * np.array(
        [
            [1312, 1696, 5569, 124, 8283, 5886],
            [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650],
            [4047, 8828, 8732, 5743, 1091, 381],
        ]
    )

    def value(values: Mapping[str, Any], epochs: int) -> float:
        x_6 = np.array([values[f"x{place}"] for place in range(6)])
        hills_4 = np.exp(-(slope_46 * (x_6 - centre_46) ** 2).sum(1))
        return -float(((weight_4 - 0.1 * (1 - epochs / EPOCHS)) * hills_4).sum())

    space = Space([Dimension(f"x{place}", Interval(0, 1)) for place in range(6)])
    return Problem("multi-fidelity Hartmann, six dimensions", space, value, least=-3.32237, trainings=15)
