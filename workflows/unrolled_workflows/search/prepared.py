"""A search that can run: what params.yaml asks for, checked, and where its files stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from unrolled.errors import ConfigError, Problem
from unrolled.params import Params
from unrolled.search import DEFAULT_TRIALS, SearchConfig
from unrolled.space import Space
from unrolled_workflows.search.identity.code import search_key, search_lock
from unrolled_workflows.search.trial.work import Job
from unrolled_workflows.store import open_store
from unrolled_workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Search:
    """A search that is about to run, or has run.

    Args:
        params: of the experiment.
        workspace: that it belongs to.
        key: digest of all that its results depend on.
    """

    params: Params
    workspace: Workspace
    key: str

    @property
    def config(self) -> SearchConfig:
        """The search section."""
        assert self.params.experiment.search is not None
        return self.params.experiment.search

    @property
    def space(self) -> Space:
        """What varies."""
        assert self.params.experiment.space is not None
        return self.params.experiment.space

    @property
    def directory(self) -> Path:
        """The search's own files: ledger, checkpoints, times; no output."""
        return self.workspace.searches / self.key[:16]

    @property
    def ledger(self) -> Path:
        """What happened."""
        return self.directory / "ledger.jsonl"

    @property
    def timings(self) -> Path:
        """Seconds and hosts of its legs."""
        return self.directory / "timings.csv"

    @property
    def results(self) -> Path:
        """Where its outputs stand."""
        return self.workspace.root / "search"

    @property
    def pipeline(self) -> Path:
        """The search as DVC reads it."""
        return self.results / "dvc.yaml"

    @property
    def trials(self) -> int:
        """Configurations to draw: as many as asked for, and no more than there are."""
        size = self.space.size
        limit = self.config.trials or (size if self.config.sampler == "grid" else None) or DEFAULT_TRIALS
        return limit if size is None else min(size, limit)

    @property
    def job(self) -> Job:
        """What a worker must know."""
        return Job(str(self.workspace.root), self.params.document.values, str(self.directory))

    @property
    def timing(self) -> Job:
        """The job of a trial that is timed, apart from those of the search."""
        return replace(self.job, directory=str(self.directory / "timed"))


def require_search(params: Params) -> None:
    """See that params.yaml asks for a search that can be drawn.

    Args:
        params: of the experiment.

    Raises:
        ConfigError: there is no search section, or a trial cannot run on one machine as it says.
    """
    search, space, document = params.experiment.search, params.experiment.space, params.document
    if search is None or space is None:
        raise ConfigError(Problem("search: the section is missing", where=document.name, command="docs/search.md"))
    train, gpus = params.experiment.train, search.resources.gpus
    if train.num_nodes > 1:
        what = "train.num_nodes: a trial of a search trains on one machine"
        raise ConfigError(Problem(what, where=document.where(("train", "num_nodes")), command="docs/search.md"))
    if train.device == "cuda" and (gpus == 0 or (train.devices > 1 and gpus < train.devices)):
        what = f"search.resources.gpus: {gpus:g} for a trial that trains on {train.devices}"
        raise ConfigError(Problem(what, where=document.where(("search", "resources")), command="docs/search.md"))


def prepare_search(params: Params, workspace: Workspace) -> Search:
    """See that a search can run, before anything does.

    Args:
        params: of the experiment.
        workspace: that it belongs to.

    Raises:
        ConfigError: there is no search section, or a trial cannot run on one machine as it says.
        ResourceError: the store cannot be written.
    """
    require_search(params)
    search = Search(params, workspace, search_key(params, search_lock(params), workspace.root))
    open_store(search.config.store, workspace.root)
    workspace.hide()
    return search
