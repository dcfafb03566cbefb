"""The ``search`` section of params.yaml: what varies, how it is drawn, and what a trial may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from unrolled.config import Config

Goal = Literal["maximize", "minimize"]
SMALLER_IS_BETTER = ("latency", "loss", "parameters", "perplexity")
LEARNS_FROM_WHOLE_TRIALS = ("cma-es", "gp", "nsga-ii")
DEFAULT_TRIALS = 32


class Objective(Config):
    """What a search makes as large or as small as it can."""

    metric: Annotated[str, Field(min_length=1)]
    """of the validation split, at the best epoch; or parameters (their number), or latency (ms a sequence, measured)"""
    goal: Goal | None = None
    """null: minimize, for latency, loss, parameters and perplexity alone"""

    @model_validator(mode="after")
    def _directed(self) -> Self:
        if self.goal is None and self.metric not in SMALLER_IS_BETTER:
            raise ValueError(f"say whether '{self.metric}' is to maximize or to minimize: goal: maximize")
        return self

    @property
    def direction(self) -> Goal:
        """Where better lies."""
        return self.goal or "minimize"


class Resources(Config):
    """What one trial takes of a machine; no result depends on it."""

    cpus: Annotated[float, Field(gt=0)] = 1.0
    """processor cores"""
    gpus: Annotated[float, Field(ge=0)] = 0.0
    """graphics cards, fractions allowed"""


class SearchConfig(Config):
    """What a search varies, how it draws, and when a trial ends."""

    space: Annotated[Mapping[str, Any], Field(min_length=1)]
    """path to tune (the field's own range), {low, high, log, step} or {choice: [...]}"""
    trials: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """configurations; null: the whole grid, else 32"""
    sampler: Literal["tpe", "random", "grid", "gp", "cma-es", "nsga-ii"] = "tpe"
    """Optuna's sampler that draws configurations"""
    pruner: Literal["halving", "asha", "none"] | None = None
    """halving: the worst of a batch stop; asha: at once, by all so far; null: as the mode asks, none for several
    objectives and for samplers that learn from whole trials alone (gp, cma-es, nsga-ii)"""
    min_epochs: Annotated[int, Field(ge=1)] = 1
    """epochs after which a trial is first compared"""
    reduction: Annotated[int, Field(ge=2, le=100)] = 3
    """one in so many goes on, for as many times the epochs"""
    batch: Annotated[int, Field(ge=1, le=10_000)] = 9
    """configurations that are drawn at once, from the results of finished batches; no number of workers changes it"""
    mode: Literal["reproducible", "asynchronous"] = "reproducible"
    """reproducible: the same table with any number of workers; asynchronous: no worker ever waits for another"""
    objectives: tuple[Objective, ...] = ()
    """none: the metric that picks the task's best epoch"""
    seeds: Annotated[int, Field(ge=1, le=1000)] = 1
    """trainings of each configuration, with seed, seed + 1, ...; their mean counts"""
    stop_when_separated: bool = False
    """end the search when the 95 % intervals of the best configuration and of the next best do not touch"""
    max_losses: Annotated[int, Field(ge=1)] = 10
    """times that a trial's worker may vanish before the trial is given up"""
    resources: Resources = Resources()
    """of one trial"""
    store: Annotated[str, Field(min_length=1)] = ".unrolled/store"
    """folder or URL of the stage outputs that trials share"""

    @property
    def pruning(self) -> Literal["halving", "asha", "none"]:
        """The pruner that null stands for."""
        if self.pruner is not None:
            return self.pruner
        if len(self.objectives) > 1 or self.sampler in LEARNS_FROM_WHOLE_TRIALS:
            return "none"
        return "halving" if self.mode == "reproducible" else "asha"

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.pruner == "asha" and self.mode == "reproducible":
            raise ValueError("asha decides by what came first: pruner: halving, or mode: asynchronous")
        if self.pruner == "halving" and self.mode == "asynchronous":
            raise ValueError("halving waits for a whole batch: pruner: asha, or mode: reproducible")
        if len(self.objectives) > 1 and (self.pruning != "none" or self.sampler == "cma-es"):
            raise ValueError("several objectives go with pruner: none, and not with sampler: cma-es")
        measured = any(objective.metric == "latency" for objective in self.objectives)
        if measured and self.mode == "reproducible":
            raise ValueError("latency is measured, so its table is never the same twice: mode: asynchronous")
        if self.stop_when_separated and (self.seeds < 2 or len(self.objectives) > 1):  # noqa: PLR2004 - two make a spread
            raise ValueError("stop_when_separated needs several seeds and one objective: seeds: 3")
        return self
