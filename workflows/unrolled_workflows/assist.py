"""One node's part of a training that another node records and publishes."""

from __future__ import annotations

from contextlib import chdir
from functools import partial

from unrolled.contracts import Run
from unrolled.secrets import without_passwords
from unrolled_workflows.attribution import attributed
from unrolled_workflows.execute import Setting, is_current
from unrolled_workflows.keys import stage_key
from unrolled_workflows.lineage import require_sound
from unrolled_workflows.stages import Stage


def assist(stage: Stage, setting: Setting, node: int) -> bool:
    """Train with the first node, and write nothing.

    Args:
        stage: that trains.
        setting: of the run.
        node: number of this node, from 1.

    Returns:
        Whether there was anything to do.

    Raises:
        UnrolledError: the training failed, or the first node did not come.
    """
    from unrolled.runtime.members import launched
    from unrolled.runtime.trainer import check_device
    from unrolled_workflows.stages.parts import COMMAND, part_of, silent_context, take_part

    workspace, params = setting.workspace, setting.params
    require_sound(stage.needs, workspace)
    key = stage_key(stage, workspace, params.experiment, setting.lock)
    if is_current(stage, workspace, key):
        return False
    check_device(params.experiment.train)
    name = f"node-{node}"
    run = Run(name, stage.name, without_passwords(params.document.values), workspace.runs / name)
    inputs = {need: workspace.output(need) for need in stage.needs}
    context = silent_context(params.experiment, params.host, inputs, workspace.work(stage.name, key), run)
    with (
        chdir(workspace.root),
        attributed(params.experiment),
        launched(params.experiment.train, COMMAND, partial(part_of, context)) as ranks,
    ):
        take_part(context, ranks)
    return True
