"""Which launcher needs which fields of a cluster, and which it could only ignore."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from unrolled.errors import ConfigError, Problem
from unrolled.params import Document
from unrolled.params.document import Place
from unrolled.params.select import HOST, dotted
from unrolled.secrets import without_passwords
from unrolled_workflows.launch.spec import DOCS, Cluster

Target = Literal["ray-up", "kuberay", "slurm", "local"]
TARGETS: tuple[Target, ...] = get_args(Target)

NEEDED: dict[Target, tuple[str, ...]] = {
    "ray-up": ("ray_up", "head", "workspace"),
    "kuberay": ("kuberay", "head", "image", "workspace"),
    "slurm": ("slurm", "workspace"),
    "local": (),
}
REFUSED: dict[Target, dict[str, str]] = {
    "ray-up": {},
    "kuberay": {
        "setup": "a pod has its environment from its image",
        "token_file": "KubeRay makes the token and keeps it in a Secret",
    },
    "slurm": {
        "head": "the first node of the allocation is the head, and like the others",
        "image": "jobs run in the environment that setup makes",
    },
    "local": {},
}


def require_fit(cluster: Cluster, target: Target, document: Document) -> None:
    """See that a launcher can do what a cluster asks for.

    Args:
        cluster: as it was read.
        target: the launcher.
        document: that the cluster was read from.

    Raises:
        ConfigError: a field is missing, or would be ignored; every such field is in it.
    """
    problems = [*_missing(cluster, target, document), *_refused(cluster, target, document)]
    problems += [*_groups(cluster, target, document)]
    problems += [*_secrets(document)]
    if target != "local" and "workspace" in cluster.model_fields_set and not cluster.workspace.startswith("/"):
        problems.append(_problem(document, "workspace", "is no absolute path, so nodes could not find it"))
    if problems:
        raise ConfigError(*problems)


def _missing(cluster: Cluster, target: Target, document: Document) -> Iterator[Problem]:
    for field in NEEDED[target]:
        if field not in cluster.model_fields_set or getattr(cluster, field) is None:
            yield _problem(document, field, f"is missing, and {target} needs it")


def _refused(cluster: Cluster, target: Target, document: Document) -> Iterator[Problem]:
    for field, reason in REFUSED[target].items():
        if field in cluster.model_fields_set and getattr(cluster, field):
            yield _problem(document, field, f"has no place in {target}: {reason}")


def _secrets(document: Document) -> Iterator[Problem]:
    """Yield the texts that would carry a password into files that others read."""
    for place, text in _texts(document.values, ()):
        if without_passwords(text) != text:
            what = f"{dotted(place)}: holds a URL with a password, which would stand in the files"
            yield Problem(what, document.where(place), HOST, "", DOCS)


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*place, key))


def _groups(cluster: Cluster, target: Target, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the groups of workers."""
    hosts = cluster.ray_up.hosts if target == "ray-up" and cluster.ray_up else ()
    count = sum(group.count for group in cluster.workers)
    if len(cluster.workers) > 1 and (target == "slurm" or hosts):
        yield _problem(document, "workers", f"holds several groups; {target} takes one here, of equal nodes")
    elif hosts and count != len(hosts):
        what = f"workers.0.count: is {count}, but ray_up.provider.worker_ips names {len(hosts)}"
        yield Problem(what, document.where(("workers", 0, "count")), HOST, "", DOCS)


def _problem(document: Document, field: str, what: str) -> Problem:
    return Problem(f"{field}: {what}", document.where((field,), key=True), HOST, "", DOCS)
