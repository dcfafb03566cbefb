"""A finished run, opened again: metrics, predictions, the trained model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.durable import read_manifest, verify
from unrolled.errors import ConfigError, Problem
from unrolled.host import Host
from unrolled.params import Document, Experiment, plugin_files, read_document
from unrolled.params.validate import validate
from unrolled_workflows.stages.artifacts import read_rows
from unrolled_workflows.workspace import Workspace

if TYPE_CHECKING:
    from unrolled.runtime.task import SequenceTask


@dataclass(frozen=True, slots=True)
class LoadedRun:
    """The outputs of an experiment that has run.

    Args:
        workspace: that it ran in.
        experiment: as its model was trained, whatever params.yaml says by now.
        metrics: split to metric to value, and ``majority_class`` where there are classes.
    """

    workspace: Workspace
    experiment: Experiment
    metrics: Mapping[str, Mapping[str, float]]

    @property
    def monitor(self) -> str:
        """The metric that picked the best epoch."""
        facts = json.loads((self.workspace.output("train") / "facts.json").read_text(encoding="utf-8"))
        return str(facts["monitor"]["metric"])

    @property
    def report(self) -> Path:
        """The report page."""
        return self.workspace.output("report") / "index.html"

    def predictions(self, split: str = "test") -> list[Mapping[str, Any]]:
        """Return the predicted rows of a split, in its order.

        Args:
            split: validation or test.
        """
        return read_rows(self.workspace.output("evaluate") / f"{split}.jsonl")

    def task(self) -> SequenceTask:
        """Build the trained task, ready to predict.

        Raises:
            IntegrityError: the tokens or the model are not what their manifests say.
        """
        from unrolled_workflows.stages.model import trained_task

        tokens, train = self.workspace.output("tokens"), self.workspace.output("train")
        for directory in (tokens, train):
            verify(directory)
        return trained_task(self.experiment, tokens, train)


def load_run(directory: str | Path = ".") -> LoadedRun:
    """Open the finished run of a directory.

    Args:
        directory: of params.yaml.

    Raises:
        ConfigError: nothing has run there, or a plugin that it used is not installed.
        IntegrityError: an output has no readable manifest.
    """
    workspace = Workspace(Path(directory).resolve())
    evaluated = workspace.output("evaluate")
    if not evaluated.is_dir():
        raise ConfigError(Problem("no finished run stands here", where=str(workspace.root), command="unrolled run"))
    read_manifest(evaluated)
    metrics = json.loads((evaluated / "metrics.json").read_text(encoding="utf-8"))
    return LoadedRun(workspace, _experiment(workspace), metrics)


def _experiment(workspace: Workspace) -> Experiment:
    """Read params.yaml, and put what the model was trained with in the place of what it says."""
    document = read_document(workspace.params)
    trained = json.loads((workspace.output("train") / "params.json").read_text(encoding="utf-8"))
    values = {name: value for name, value in (document.values | trained).items() if value is not None}
    host = Host.discover(plugin_files(document), workspace.root)
    return validate(Document(document.name, values, document.marks, document.ends), host)
