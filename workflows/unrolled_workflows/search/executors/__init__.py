"""How legs run: in processes of this machine, or on a Ray cluster; the results are the same."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from unrolled.search import Resources
from unrolled_workflows.search.executors.cards import VISIBLE, room, shared_out, visible_cards

if TYPE_CHECKING:
    from unrolled_workflows.search.driver import Executor
    from unrolled_workflows.search.prepared import Search


def make_executor(name: str, search: Search, workers: int | None, address: str | None) -> Executor:
    """Build an executor.

    Args:
        name: local or ray.
        search: whose legs it shall run.
        workers: legs at once; None: as many as there is room for, by the search's resources.
        address: of a Ray cluster that is up; None: one of this machine's.

    Raises:
        ConfigError: there is no cluster at the address.
        PluginError: a machine lacks a plugin that the search needs.
        ResourceError: the machine has not the graphics cards for so many.
    """
    from unrolled_workflows.search.trial.work import Worker

    make_worker = partial(Worker, search.job)
    if name == "local":
        from unrolled_workflows.search.executors.local import LocalPool

        return LocalPool(make_worker, _environments(search, workers or default_workers(search)))
    from unrolled_workflows.search.executors.ray.pool import RayPool
    from unrolled_workflows.search.identity.inventory import inventory

    describe = partial(inventory, search.job)
    resources = Resources(cpus=_cpus(search), gpus=search.config.resources.gpus)
    return RayPool(make_worker, describe, resources=resources, workers=workers, address=address)


def default_workers(search: Search) -> int:
    """Return how many legs this machine's cores and graphics cards hold.

    Args:
        search: whose resources say what one takes.
    """
    gpus = search.config.resources.gpus
    held = int(len(os.sched_getaffinity(0)) / _cpus(search))
    if gpus:
        held = min(held, room(len(visible_cards()), gpus))
    return max(1, min(held, search.trials * search.config.seeds))


def _cpus(search: Search) -> float:
    experiment = search.params.experiment
    return max(search.config.resources.cpus, experiment.threads * experiment.train.devices)


def _environments(search: Search, workers: int) -> list[dict[str, str]]:
    """Return the variables of the environment that each worker has of its own."""
    gpus = search.config.resources.gpus
    cards = shared_out(visible_cards(), gpus, workers) if gpus else []
    return [{VISIBLE: each} for each in cards] or [{}] * workers
