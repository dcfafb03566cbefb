"""A finished run, opened again: metrics, predictions, the trained model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.contracts import SPLITS
from unrolled.errors import ConfigError, Problem, nearest
from unrolled.host import Host
from unrolled.params import Document, Experiment, plugin_files, read_document
from unrolled.params.validate import validate
from unrolled_workflows.lineage import require_sound
from unrolled_workflows.stages import STAGES
from unrolled_workflows.stages.artifacts import read_rows
from unrolled_workflows.workspace import Workspace

if TYPE_CHECKING:
    from unrolled.contracts import Batch
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

        Raises:
            ConfigError: there is no such split.
        """
        _require_split(split, SPLITS[1:])
        return read_rows(self.workspace.output("evaluate") / f"{split}.jsonl")

    def gradient_flow(self) -> list[Mapping[str, Any]]:
        """Return how far back in time the loss reached as the training went on.

        Returns:
            The rows of ``unrolled.runtime.gradient_flow.Probe``, by step; none for a cell without a step.
        """
        return read_rows(self.workspace.output("train") / "gradient_flow.jsonl")

    def batches(self, split: str = "test") -> Iterator[Batch]:
        """Return the examples of a split as its task reads them, in the split's order, train.batch_size at a time.

        Args:
            split: train, validation or test.

        Raises:
            ConfigError: there is no such split.
        """
        import numpy as np

        from unrolled_workflows.stages.model import open_split

        _require_split(split, SPLITS)
        examples = open_split(self.experiment, self.workspace.output("tokens"), split)
        size, step = examples.size, self.experiment.train.batch_size
        return (examples.batch(np.arange(start, min(start + step, size))) for start in range(0, size, step))

    def task(self) -> SequenceTask:
        """Build the trained task, ready to predict.

        Raises:
            IntegrityError: the tokens or the model are not what their manifests say.
        """
        from unrolled_workflows.stages.model import trained_task

        require_sound(("train",), self.workspace)
        return trained_task(self.experiment, self.workspace.output("tokens"), self.workspace.output("train"))


def load_run(directory: str | Path = ".") -> LoadedRun:
    """Open the finished run of a directory.

    Args:
        directory: of params.yaml.

    Raises:
        ConfigError: nothing has run there, or a plugin that it used is not installed.
        IntegrityError: an output has no readable manifest.
    """
    workspace = Workspace(Path(directory).resolve())
    _require_finished(workspace)
    return open_run(workspace, _experiment(workspace))


def open_run(workspace: Workspace, experiment: Experiment) -> LoadedRun:
    """Open the outputs of an experiment that is known.

    Args:
        workspace: that it ran in.
        experiment: as it ran.
    """
    metrics = json.loads((workspace.output("evaluate") / "metrics.json").read_text(encoding="utf-8"))
    return LoadedRun(workspace, experiment, metrics)


def _require_split(split: str, known: Sequence[str]) -> None:
    if split not in known:
        raise ConfigError(Problem(f"there is no split '{split}' here", nearest=nearest(split, known)))


def _require_finished(workspace: Workspace) -> None:
    names = [stage.name for stage in STAGES if not stage.optional]
    if not all(workspace.output(name).is_dir() for name in names):
        raise ConfigError(Problem("no finished run stands here", where=str(workspace.root), command="unrolled run"))
    require_sound(names, workspace)


def _experiment(workspace: Workspace) -> Experiment:
    """Read params.yaml, and put what the model was trained with in the place of what it says."""
    document = read_document(workspace.params)
    recorded = [workspace.output(stage) / "params.json" for stage in ("data", "train")]
    for path in recorded:
        document.values |= json.loads(path.read_text(encoding="utf-8"))
    # A search varies params.yaml, and not what one of its trainings recorded with every default written out.
    values = {name: value for name, value in document.values.items() if value is not None and name != "search"}
    document = Document(document.name, values, document.marks, document.ends)
    return validate(document, Host.discover(plugin_files(document), workspace.root))
