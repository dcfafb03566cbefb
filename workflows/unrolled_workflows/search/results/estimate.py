"""What a search will cost, before it starts: its space, its size, one trial timed, and what its trials share."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path

from unrolled.durable import remove
from unrolled.errors import SearchError, UnrolledError
from unrolled.ranges import Choice
from unrolled.space import Dimension
from unrolled_workflows.search.drawing.suggest import Suggester
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.prepared import Search
from unrolled_workflows.search.rules.plan import Plan, plan_of
from unrolled_workflows.search.trial.directory import trial_directory
from unrolled_workflows.search.trial.sharing import dimensions_of, sections_of, upstream_of
from unrolled_workflows.search.trial.work import Worker
from unrolled_workflows.stages import Stage, stage_named

_TIMED = 2
"""Epochs of the timed trial: the second is not slowed by what the first sets up."""


def estimate(search: Search, workers: int) -> str:
    """Return the space, the size, the cost and what is shared, as text; one trial is trained for it.

    Args:
        search: that shall run.
        workers: trials at once.

    Raises:
        SearchError: the timed trial failed.
    """
    plan = plan_of(search.params.experiment, search.trials)
    longest = _longest(search)
    starting, epoch, shared = _timed(search)
    upstream = max(variants(stage, search) for stage in upstream_of(stage_named("train")))
    trained = epochs(plan) if longest is None else plan.trials * plan.seeds * longest
    seconds = starting + (min(upstream, plan.trials * plan.seeds) * shared + trained * epoch) / workers
    seeds = f", {plan.seeds} seeds each" if plan.seeds > 1 else ""
    lines = ["space", *(f"  {dimension.name}: {dimension.domain}" for dimension in search.space.dimensions)]
    lines.append(f"size: {_size(search)}; {plan.trials} trials{seeds}, {search.config.sampler}")
    lines.append(f"comparison: {plan.pruning}, after {', '.join(map(str, plan.rungs))} epochs; {search.config.mode}")
    lines += ["shared by trials that agree in it:", *_sharing(search)]
    lines.append(f"one trial, timed: {starting:.1f} s to start, {shared:.1f} s before training, {epoch:.2f} s an epoch")
    lines.append(f"cost: at most {trained:,} epochs; about {_duration(seconds)} with {workers} workers")
    return "\n".join(lines)


def epochs(plan: Plan) -> int:
    """Return how many epochs a search trains in all where no trial fails; with asha, about.

    Args:
        plan: its rules.
    """
    total = 0
    for first in range(0, plan.trials, plan.batch):
        alive, before = min(plan.batch, plan.trials - first), 0
        for rung in plan.rungs:
            total += alive * (rung - before)
            alive, before = max(1, alive // plan.reduction), rung
    return total * plan.seeds


def variants(stage: Stage, search: Search) -> int:
    """Return how many outputs of a stage the search can ask for at most.

    Args:
        stage: before training.
        search: that shall run.
    """
    varied = dimensions_of(stage, search.space)
    seeds = search.config.seeds if "seed" in sections_of(stage) else 1
    return min(search.trials, prod(_options(varied))) * seeds


def _options(dimensions: Sequence[Dimension]) -> Iterator[int]:
    for dimension in dimensions:
        options = dimension.domain.options
        yield 10**9 if options is None else len(options)


def _sharing(search: Search) -> list[str]:
    stages = upstream_of(stage_named("train"))
    return [f"  {stage.name}: at most {variants(stage, search)} for all trials" for stage in stages]


def _size(search: Search) -> str:
    size = search.space.size
    return "without end" if size is None else f"{size:,} configurations"


def _timed(search: Search) -> tuple[float, float, float]:
    """Return the seconds in which a worker starts, of an epoch, and of what comes before training."""
    suggester = Suggester(search.space, search.config.sampler, max(1, len(search.config.objectives)), 0)
    values = {**(suggester.draw() or {})}
    worker, before = Worker(search.timing), time.process_time()
    outcomes = [_run(worker, Leg(0, 0, reached, 0, values)) for reached in range(1, _TIMED + 1)]
    remove(trial_directory(Path(search.timing.directory), 0, 0))
    training = [outcome.seconds - outcome.shared for outcome in outcomes]
    # What the first epoch took beyond the second was the start of libraries; so was what this process did before.
    starting = before + training[0] - min(training)
    return starting, min(training), outcomes[0].shared


def _run(worker: Worker, leg: Leg) -> Outcome:
    outcome = worker.run(leg)
    if isinstance(outcome, UnrolledError):
        raise outcome
    if outcome.reason is not None:
        raise SearchError(outcome.message)
    return outcome


def _longest(search: Search) -> int | None:
    """Return the epochs of the longest training, where they vary."""
    found = [each.domain for each in search.space.dimensions if each.path == "train.epochs"]
    ends = [max(domain.options) if isinstance(domain, Choice) else domain.high for domain in found]
    return int(max(ends)) if ends else None


def _duration(seconds: float) -> str:
    for size, unit in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} seconds"
