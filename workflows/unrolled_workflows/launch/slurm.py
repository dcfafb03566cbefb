"""A batch script for SLURM: on one node without Ray, on several with Ray's head on the first."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from unrolled_workflows.launch.rendered import Rendered
from unrolled_workflows.launch.script import script
from unrolled_workflows.launch.spec import Cluster

NOTICE = 120
"""Seconds between SLURM's signal and the end of the job; the search is given 90 of them."""


def render(cluster: Cluster, directory: Path) -> Rendered:
    """Return the batch script and the command that hands it in.

    Args:
        cluster: that fits SLURM.
        directory: of the script.

    Raises:
        ConfigError: a line of the set-up is no shell.
    """
    (group,) = cluster.workers
    values: dict[str, str | int] = {"trials": cluster.trials or ""}
    parts = ("stopping", "slurm_local", "ending")
    if group.count > 1:
        values |= {"token_file": cluster.token_file, "cpus": group.cpus, "gpus": group.gpus}
        parts = ("stopping", "token", "slurm_ray", "ending")
    path = directory / "slurm.sh"
    lines = ["# Written by `unrolled launch slurm`.", *(f"#SBATCH --{option}" for option in _options(cluster))]
    command = shlex.join(["sbatch", f"--chdir={cluster.workspace}", str(path)])
    return Rendered((command,), {path: script(cluster, parts, values, lines)})


def _options(cluster: Cluster) -> Iterator[str]:
    """Yield what SLURM is asked for; none of it holds a character that SLURM would take for more than itself."""
    (group,), slurm = cluster.workers, cluster.slurm
    assert slurm is not None
    yield f"job-name={cluster.name}"
    yield f"output={cluster.name}-%j.log"
    yield "open-mode=append"
    yield f"time={slurm.time}"
    yield f"signal=B:USR1@{NOTICE}"
    yield "requeue"
    yield f"nodes={group.count}"
    yield "ntasks-per-node=1"
    yield f"cpus-per-task={group.cpus}"
    if group.gpus:
        yield f"gpus-per-node={group.gpus}"
    if group.memory:
        yield f"mem={group.memory}G"
    for option in ("partition", "account", "qos"):
        if value := getattr(slurm, option):
            yield f"{option}={value}"
