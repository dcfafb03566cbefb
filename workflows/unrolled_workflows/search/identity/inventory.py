"""What a machine has of all that a search needs: every machine that runs trials must have the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unrolled.host import Host
from unrolled.params import Document, Params, plugin_files
from unrolled.params.validate import validate
from unrolled_workflows.search.identity.code import search_lock
from unrolled_workflows.search.trial.work import Job

_SHOWN = 12
"""Digits of a digest that tell two apart."""


def inventory(job: Job) -> dict[str, str]:
    """Return the versions and digests of this machine, by names that a message can hold.

    Args:
        job: of the search.

    Raises:
        UnrolledError: a component that the search may choose is not installed here.
    """
    document = Document("params.yaml", dict(job.values))
    host = Host.discover(plugin_files(document), Path(job.root))
    lock = search_lock(Params(validate(document, host), host, document))
    stages = {f"the code of {name}": digest[:_SHOWN] for name, digest in lock["host"].items()}
    environment = {name: str(version) for name, version in lock["environment"].items()}
    return {**dict(_components(lock)), **stages, **environment}


def _components(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what each component's code is, wherever in the lock it stands."""
    for name, entry in node.items():
        if name in {"host", "environment", "callbacks"} or not isinstance(entry, Mapping):
            continue
        if "component" in entry:
            yield str(entry["component"]), f"{entry['version']} ({str(entry['content'])[:_SHOWN]})"
        else:
            yield from _components(entry)
