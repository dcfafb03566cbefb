"""The same search on this machine."""

from __future__ import annotations

import shlex
from pathlib import Path

from unrolled_workflows.launch.rendered import Rendered
from unrolled_workflows.launch.script import quoted
from unrolled_workflows.launch.spec import Cluster


def render(cluster: Cluster, directory: Path) -> Rendered:
    """Return the command that searches on this machine as on one node of the first group.

    Args:
        cluster: any.
        directory: of files; there are none.
    """
    del directory
    trials = cluster.workers[0].trials
    search = shlex.join(["unrolled", "search", *(["--workers", str(trials)] if trials else [])])
    return Rendered((search if cluster.workspace == "." else f"cd -- {quoted(cluster.workspace)} && {search}",))
