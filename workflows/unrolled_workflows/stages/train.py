"""Stage train: the task fitted to the training split; best weights, learning curves, gradient flow through time."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial

from unrolled.durable import write_bytes, write_json, write_text
from unrolled.errors import Problem, ResourceError
from unrolled.runtime.members import launched
from unrolled.runtime.trainer import check_device
from unrolled.runtime.unroll import time_loops
from unrolled.runtime.world import world_of
from unrolled_workflows.stages import stage_named
from unrolled_workflows.stages.artifacts import write_rows
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.parts import COMMAND, part_of, take_part


def build(context: Context) -> None:
    """Train, resuming from the newest valid checkpoint where a killed run left one.

    Args:
        context: of the stage.

    Raises:
        DivergedError: the loss or a gradient is not finite.
        ResourceError: a process that trains with this one was killed, or this is not the node that writes.
    """
    from safetensors.torch import save

    experiment = context.experiment
    check_device(experiment.train)
    if node := world_of(experiment.train).node:
        what = f"this is node {node} of a training; the first one's command is not for it"
        raise ResourceError(Problem(what, where="train.num_nodes", command="unrolled stage train"))
    with launched(experiment.train, COMMAND, partial(part_of, context)) as ranks:
        task, fitted = take_part(context, ranks)
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
