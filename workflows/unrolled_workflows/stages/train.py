"""Stage train: the task fitted to the training split; best weights, learning curves, gradient flow through time."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from unrolled.durable import write_bytes, write_json, write_text
from unrolled.runtime.fit import fit
from unrolled.runtime.seeding import derive
from unrolled.runtime.trainer import check_device
from unrolled.runtime.unroll import time_loops
from unrolled_workflows.stages import stage_named
from unrolled_workflows.stages.artifacts import read_vectors, write_rows
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.model import fresh_task, open_split


def build(context: Context) -> None:
    """Train, resuming from the newest valid checkpoint where a killed run left one.

    Args:
        context: of the stage.

    Raises:
        DivergedError: the loss or a gradient is not finite.
    """
    from safetensors.torch import save

    experiment, tokens = context.experiment, context.inputs["tokens"]
    check_device(experiment.train)
    task = fresh_task(experiment, tokens, read_vectors(context.inputs["embedding"], experiment))
    fitted = fit(
        task,
        open_split(experiment, tokens, "train"),
        open_split(experiment, tokens, "validation"),
        experiment.train,
        lengths_field=experiment.roles["input"],
        seed=derive(experiment.seed, "train"),
        work=context.work / "checkpoints",
        progress=context.progress,
        callbacks=context.callbacks(),
        log=context.log,
    )
    write_bytes(context.out / "model.safetensors", save(dict(fitted.state_dict)))
    write_text(context.out / "curves.csv", _csv(fitted.curves))
    write_rows(context.out / "gradient_flow.jsonl", fitted.flow)
    facts = {
        "best_epoch": fitted.best_epoch,
        "monitor": {"metric": task.monitor.metric, "mode": task.monitor.mode},
        "parameters": sum(p.numel() for p in task.parameters()),
        "trained_parameters": sum(p.numel() for p in task.parameters() if p.requires_grad),
        "steps": fitted.steps,
        "time_loops": time_loops(task),
    }
    write_json(context.out / "facts.json", facts)
    write_json(context.out / "params.json", {name: experiment.section(name) for name in stage_named("train").sections})


def _csv(rows: Sequence[Mapping[str, float]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
