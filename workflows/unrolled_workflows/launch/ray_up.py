"""A cluster file for `ray up`: Ray's launcher starts machines of a provider, or joins hosts that are there already."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from unrolled_workflows.launch.ray_rules import require_ray_up
from unrolled_workflows.launch.rendered import Rendered, installed_ray, yaml_text
from unrolled_workflows.launch.script import fixed, quoted, script
from unrolled_workflows.launch.spec import Cluster, RayUp

GIB = 2**30
PORT = 6379
HEAD = "head"


def render(cluster: Cluster, directory: Path) -> Rendered:
    """Return the cluster file, the script of the search, and the commands that use them.

    Args:
        cluster: that fits `ray up`.
        directory: of the files.

    Raises:
        ConfigError: Ray refuses what the cluster says, or is not installed.
    """
    version = installed_ray()
    config = cluster_file(cluster)
    require_ray_up(config)
    path, search = directory / "ray-up.yaml", directory / "search.sh"
    comment = f"Written by `unrolled launch ray-up`, for Ray {version} on every node."
    text = script(cluster, ("token", "search"), {"token_file": cluster.token_file, "trials": cluster.trials or ""})
    remote = f"{cluster.name}-search.sh"
    commands = [
        ["ray", "up", "--yes", str(path)],
        ["ray", "rsync-up", str(path), str(search), f"~/{remote}"],
        ["ray", "exec", "--tmux", str(path), f"bash {remote}"],
    ]
    afterwards = f"# and when the search has finished: {shlex.join(['ray', 'down', '--yes', str(path)])}"
    lines = (*map(shlex.join, commands), afterwards)
    return Rendered(lines, {path: yaml_text(config, comment=comment), search: text})


def cluster_file(cluster: Cluster) -> dict[str, Any]:
    """Return what Ray's launcher reads.

    Args:
        cluster: that fits `ray up`.
    """
    ray_up = cluster.ray_up
    assert ray_up is not None
    key = {"ssh_private_key": ray_up.ssh_private_key} if ray_up.ssh_private_key else {}
    docker = {"image": cluster.image, "container_name": cluster.name} if cluster.image else {}
    return {
        "cluster_name": cluster.name,
        "max_workers": sum(group.count for group in cluster.workers),
        "provider": ray_up.provider,
        "auth": {"ssh_user": ray_up.ssh_user, **key},
        **({"docker": docker} if docker else {}),
        "file_mounts": {cluster.token_file: cluster.token_file},
        "setup_commands": list(ray_up.install),
        **({} if ray_up.hosts else {"head_node_type": HEAD, "available_node_types": _node_types(cluster)}),
        **_starts(cluster, ray_up),
    }


def _node_types(cluster: Cluster) -> dict[str, Any]:
    head = cluster.head
    assert head is not None
    types: dict[str, Any] = {
        HEAD: {"resources": {"CPU": 0}, "min_workers": 0, "max_workers": 0, "node_config": head.options}
    }
    for group in cluster.workers:
        memory = {"memory": group.memory * GIB} if group.memory else {}
        types[f"workers-{group.name}"] = {
            "resources": {"CPU": group.cpus, "GPU": group.gpus, **memory},
            "min_workers": group.count,
            "max_workers": group.count,
            "node_config": group.options,
        }
    return types


def _starts(cluster: Cluster, ray_up: RayUp) -> dict[str, list[str]]:
    """Return how Ray is started on the nodes; each command has a shell of its own, which is set up first."""
    token_file = f"token_file={quoted(cluster.token_file)}"
    entered = ["set -e", f"cd -- {quoted(cluster.workspace)}", *cluster.setup, token_file]
    before = "\n".join(entered) + fixed("token").rstrip()
    options = [f"--port={PORT}", "--num-cpus=0", "--autoscaling-config=~/ray_bootstrap_config.yaml"]
    head = f"ray start --head {' '.join(options)} --dashboard-host=127.0.0.1 --disable-usage-stats"
    worker = f"ray start --address=$RAY_HEAD_IP:{PORT} --disable-usage-stats"
    if ray_up.hosts:  # a host found in a list has no resources in the cluster file
        worker += f" --num-cpus={cluster.workers[0].cpus} --num-gpus={cluster.workers[0].gpus}"
    return {
        "head_start_ray_commands": [f"{before}\nray stop\n{head}"],
        "worker_start_ray_commands": [f"{before}\nray stop\n{worker}"],
    }
