"""What a worker does with a leg: the stages that a pipeline would run, up to the epochs that the leg asks for."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unrolled.contracts import Silent
from unrolled.durable import remove
from unrolled.errors import ConfigError, Problem, UnrolledError
from unrolled.host import Host
from unrolled.params import Document, Experiment, Params, plugin_files
from unrolled.params.validate import validate
from unrolled_workflows.execute import Setting, build
from unrolled_workflows.lockfile import current_lock
from unrolled_workflows.search.legs import Leg, Outcome
from unrolled_workflows.search.trial.directory import TrialWorkspace, held, trial_directory
from unrolled_workflows.search.trial.objectives import UnknownMetricError, measure
from unrolled_workflows.search.trial.reasons import reason_of
from unrolled_workflows.search.trial.sharing import upstream_of
from unrolled_workflows.stages import stage_named
from unrolled_workflows.store import open_store
from unrolled_workflows.store.known import KnownStore
from unrolled_workflows.store.obtain import obtain_all


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker must know of a search; plain values, for another process on another machine.

    Args:
        root: directory of params.yaml.
        values: of params.yaml, the search section among them.
        directory: of the search's own files.
    """

    root: str
    values: Mapping[str, Any]
    directory: str


class Worker:
    """Runs legs, one after another; plugins are found once.

    Args:
        job: of the search.

    Raises:
        UnrolledError: this machine lacks a plugin that the search needs, or the store refuses.
    """

    def __init__(self, job: Job) -> None:
        self._job, self._root = job, Path(job.root)
        document = Document("params.yaml", dict(job.values))
        self._host = Host.discover(plugin_files(document), self._root)
        self._base: Experiment = validate(document, self._host)
        if self._base.search is None:
            raise ConfigError(Problem("search: the section is missing", where=document.name, command="docs/search.md"))
        self._store = KnownStore(open_store(self._base.search.store, self._root))

    def run(self, leg: Leg) -> Outcome | UnrolledError:
        """Train a leg; what goes wrong is its outcome, never an error of the worker.

        Args:
            leg: to run; an earlier attempt's checkpoints are gone on from.

        Returns:
            Its outcome, or why no leg of this search can have one.
        """
        began = time.monotonic()
        outcome = Outcome(leg, host=platform.node(), pid=os.getpid())
        try:
            with held(trial_directory(Path(self._job.directory), leg.trial, leg.repeat)) as directory:
                setting, shared = self._prepared(leg, directory)
                outcome = replace(self._train(setting, directory, outcome), shared=shared)
        except UnknownMetricError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a trial that raises ends that trial alone
            reason, message = reason_of(error)
            outcome = replace(outcome, reason=reason, message=message)
        return replace(outcome, seconds=time.monotonic() - began)

    def _prepared(self, leg: Leg, directory: Path) -> tuple[Setting, float]:
        """Return the setting of the leg's training, its inputs in the store, and the seconds that these took."""
        began = time.monotonic()
        params = self._params(leg)
        workspace = TrialWorkspace(self._root, directory=directory)
        goes_on = leg.epochs < self._base.train.epochs and "train.epochs" not in leg.values
        setting = Setting(workspace, params, current_lock(params), Silent(), goes_on=goes_on)
        return obtain_all(upstream_of(stage_named("train")), setting, self._store), time.monotonic() - began

    def _params(self, leg: Leg) -> Params:
        assert self._base.space is not None
        values = self._base.space.vary(self._job.values, leg.values)
        values["seed"] = self._base.seed + leg.repeat
        values["train"] = {**(values.get("train") or {}), "epochs": leg.epochs}
        values["track"] = self._grouped(values.get("track") or {})
        document = Document("params.yaml", values)
        return Params(validate(document, self._host), self._host, document)

    def _grouped(self, track: Mapping[str, Any]) -> dict[str, Any]:
        """Return the trackers' sections; where a tracker knows groups, the trials of a search are one."""
        group = {"group": f"search-{Path(self._job.directory).name}"}
        known = {name for name, chosen in self._base.track.items() if "group" in type(chosen.config).model_fields}
        return {name: {**(group if name in known else {}), **(fields or {})} for name, fields in track.items()}

    def _train(self, setting: Setting, directory: Path, outcome: Outcome) -> Outcome:
        assert self._base.search is not None
        build(stage_named("train"), setting, directory)
        objectives = measure(self._base.search.objectives, setting, directory / "out")
        remove(directory / "out")
        return replace(
            outcome,
            values=tuple(value for _, _, value in objectives),
            objectives=tuple((name, goal) for name, goal, _ in objectives),
        )
