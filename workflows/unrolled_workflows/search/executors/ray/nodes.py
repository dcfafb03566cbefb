"""The nodes of a cluster, and how many workers each has room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unrolled.search import Resources
from unrolled_workflows.search.executors import cards

_UNIT = 10_000
"""Ray counts resources in ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Node:
    """One machine of the cluster.

    Args:
        id: that Ray gave it.
        name: that ``ray start --node-name`` gave it, of its host elsewhere.
        address: its IP address.
        room: workers that it can hold at a time.
    """

    id: str
    name: str
    address: str
    room: int

    def __str__(self) -> str:
        """Return it as messages name it."""
        return f"node {self.name} ({self.address})"

    @property
    def only(self) -> Any:
        """Ray's strategy that runs something here and nowhere else."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        return NodeAffinitySchedulingStrategy(self.id, soft=False)


def alive(resources: Resources) -> list[Node]:
    """Return the nodes that are alive, those without room for a worker among them.

    Args:
        resources: of one worker.
    """
    import ray

    return [_node(entry, resources) for entry in ray.nodes() if entry["Alive"]]


def _node(entry: Mapping[str, Any], resources: Resources) -> Node:
    name, address = entry["NodeName"], entry["NodeManagerAddress"]
    named = entry["NodeManagerHostname"] if name == address else name
    return Node(entry["NodeID"], named, address, room(entry["Resources"], resources))


def room(has: Mapping[str, float], resources: Resources) -> int:
    """Return how many workers fit a node.

    Args:
        has: the node's resources, by Ray's names.
        resources: of one worker.
    """
    fits = round(has.get("CPU", 0.0) * _UNIT) // max(round(resources.cpus * _UNIT), 1)
    return min(fits, cards.room(int(has.get("GPU", 0.0)), resources.gpus)) if resources.gpus else fits


def vacancies(nodes: Sequence[Node], held: Mapping[str, int], workers: int | None) -> Iterator[Node]:
    """Yield the nodes on which a worker is to start, the emptiest first.

    Args:
        nodes: that may hold workers.
        held: id of a node to the workers that it holds.
        workers: that there shall be; None for as many as fit.

    Yields:
        A node, once for each worker that is to start there.
    """
    counts = Counter(held)
    while workers is None or counts.total() < workers:
        free = [node for node in nodes if counts[node.id] < node.room]
        if not free:
            return
        node = min(free, key=lambda node: counts[node.id])
        counts[node.id] += 1
        yield node
