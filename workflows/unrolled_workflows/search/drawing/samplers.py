"""Optuna's samplers by the names of ``search.sampler``."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

_STATEFUL = ("cma-es", "nsga-ii")


def keeps_state(name: str) -> bool:
    """Return whether a sampler's draws depend on more than the values and results of the trials.

    Args:
        name: of the sampler.
    """
    return name in _STATEFUL


def make_sampler(name: str, seed: int) -> BaseSampler:
    """Build one of Optuna's samplers.

    Args:
        name: tpe, random, grid, gp, cma-es or nsga-ii; a grid is walked through by the caller.
        seed: of what it draws.

    Source: Bergstra et al., Algorithms for Hyper-Parameter Optimization (2011) for tpe; Hansen, The CMA Evolution
        Strategy (2016) for cma-es; Deb et al., NSGA-II (2002) for nsga-ii.
    """
    from optuna import samplers
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        match name:
            case "tpe":
                return samplers.TPESampler(seed=seed, multivariate=True, group=True, constant_liar=True)
            case "gp":
                return samplers.GPSampler(seed=seed, deterministic_objective=False)
            case "cma-es":
                return samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False)
            case "nsga-ii":
                return samplers.NSGAIISampler(seed=seed, population_size=_POPULATION)
            case _:
                return samplers.RandomSampler(seed=seed)


_POPULATION = 20
"""Trials a generation; Optuna's own 50 would leave most searches in their first."""
