"""All that the decisions of a search depend on besides its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unrolled.errors import ConfigError, Problem
from unrolled.params import Experiment


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules of a search.

    Args:
        trials: configurations to draw.
        batch: configurations that are drawn at once.
        seeds: trainings of each.
        rungs: epochs after which trials are compared, the last of them the full training.
        reduction: one in so many goes on to the next rung.
        pruning: how trials are compared.
        asynchronous: whether a configuration is drawn whenever a worker is free.
        max_losses: times that a trial's worker may vanish.
        stop_when_separated: end when the best is beyond chance better than the next best.
    """

    trials: int
    batch: int
    seeds: int
    rungs: tuple[int, ...]
    reduction: int
    pruning: Literal["halving", "asha", "none"]
    asynchronous: bool
    max_losses: int
    stop_when_separated: bool


def plan_of(experiment: Experiment, trials: int) -> Plan:
    """Return the rules that an experiment's search section gives.

    Args:
        experiment: with a search.
        trials: configurations to draw.

    Raises:
        ConfigError: trials are to be compared on the way whose length, or whose course for their length, differs.
    """
    search, space = experiment.search, experiment.space
    assert search is not None
    assert space is not None
    paths = {dimension.path for dimension in space.dimensions}
    varied = "train.epochs" in paths
    whole = varied or "train.schedule" in paths or experiment.train.looks_ahead
    if whole and search.pruner in {"halving", "asha"}:
        why = "search.space varies them" if varied else "train.schedule has the first depend on how many follow"
        what = f"search.pruner: {search.pruner} compares trials after the same epochs, and {why}"
        raise ConfigError(Problem(what, where="params.yaml", command="docs/search.md"))
    if varied and search.stop_when_separated:
        what = "search.stop_when_separated compares trials after the same epochs, and search.space varies them"
        raise ConfigError(Problem(what, where="params.yaml", command="docs/search.md"))
    pruning = "none" if whole else search.pruning
    epochs = experiment.train.epochs
    return Plan(
        trials=trials,
        batch=search.batch,
        seeds=search.seeds,
        rungs=(epochs,) if pruning == "none" else rungs(search.min_epochs, search.reduction, epochs),
        reduction=search.reduction,
        pruning=pruning,
        asynchronous=search.mode == "asynchronous",
        max_losses=search.max_losses,
        stop_when_separated=search.stop_when_separated,
    )


def rungs(first: int, reduction: int, last: int) -> tuple[int, ...]:
    """Return the epochs after which trials are compared, each so many times the one before.

    Args:
        first: epochs before the first comparison.
        reduction: factor between two.
        last: epochs of a full training; always the last rung.
    """
    found: list[int] = []
    while first < last:
        found.append(first)
        first *= reduction
    return (*found, last)
