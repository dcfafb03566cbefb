"""The model that train fits, evaluate scores and ``load_run`` hands out: built the same way by all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind
from unrolled.params import Experiment
from unrolled.runtime.build import build_task
from unrolled.runtime.seeding import derive, seed_everything, set_threads
from unrolled.runtime.splits import Split
from unrolled_workflows.stages.artifacts import read_schema, read_tokenizers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unrolled.runtime.task import SequenceTask


def fresh_task(
    experiment: Experiment, tokens: Path, vectors: Mapping[str, NDArray[np.float32]] | None = None
) -> SequenceTask:
    """Build the task with the initial weights that the experiment's seed gives.

    Args:
        experiment: the components.
        tokens: the output of the tokens stage.
        vectors: learned vectors_VE by embedding slot; None where trained weights will replace them.
    """
    set_threads(experiment.threads)
    seed_everything(derive(experiment.seed, "weights"))
    schema = read_schema(tokens)
    frames = [name for name, kind in schema.fields.items() if kind == "frames"]
    widths = {name: open_split(experiment, tokens, "train").width(name) for name in frames}
    return build_task(experiment, schema, read_tokenizers(tokens, experiment), vectors or {}, widths)


def trained_task(experiment: Experiment, tokens: Path, train: Path) -> SequenceTask:
    """Build the task and give it the weights of the best epoch.

    Args:
        experiment: the components.
        tokens: the output of the tokens stage.
        train: the output of the train stage.
    """
    from safetensors.torch import load_file

    task = fresh_task(experiment, tokens)
    task.load_state_dict(load_file(train / "model.safetensors"))
    return task.eval()


def open_split(experiment: Experiment, tokens: Path, split: str) -> Split:
    """Open the encoded examples of a split, with the fields that the task uses.

    Args:
        experiment: whose roles name the fields.
        tokens: the output of the tokens stage.
        split: train, validation or test.
    """
    fields: dict[str, FieldKind] = {
        name: kind for name, kind in experiment.fields.items() if name in experiment.roles.values()
    }
    return Split.open(tokens / f"{split}.arrow", fields)
