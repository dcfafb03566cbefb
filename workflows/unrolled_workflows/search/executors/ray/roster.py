"""Which nodes may run legs: those with the very plugins of the driver; each is asked before its first leg."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from unrolled.errors import PluginError, Problem, ResourceError
from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.nodes import Node, alive
from unrolled_workflows.search.executors.ray.station import answer, said

Describe = Callable[[], Mapping[str, str]]
"""Says what a machine has of all that a search needs: ``plugin my-dist`` to ``1.3``, and so on."""

_PATIENCE = 120.0
"""Seconds in which a node answers before the search starts."""


class Roster:
    """The nodes that were asked, and what they answered.

    Args:
        describe: a function of a module, called on every node with room, and here.
        resources: of one worker.

    Raises:
        ResourceError: no node has room for a worker.
        PluginError: a node differs from this machine, or did not answer.
    """

    def __init__(self, describe: Describe, resources: Resources) -> None:
        self._describe, self._resources, self._expected = describe, resources, dict(describe())
        self._asked: dict[Any, Node] = {}
        self._known: set[str] = set()
        self._fit: set[str] = set()
        self._ask(alive(resources))
        if not self._asked:
            what = f"no node of the cluster has {resources.cpus:g} CPU and {resources.gpus:g} GPU for one trial"
            raise ResourceError(Problem(what, where="search.resources", command="ray status"))
        if problems := [*self._answers(_PATIENCE), *self._silent()]:
            raise PluginError(*problems)

    def present(self) -> list[Node]:
        """Return the nodes that may run legs now; one that joined is asked first, and left alone where it differs."""
        nodes = alive(self._resources)
        self._ask(nodes)
        for problem in self._answers(0):
            click.echo(f"warning: {problem}; it runs nothing", err=True)
        return [node for node in nodes if node.id in self._fit]

    def _ask(self, nodes: list[Node]) -> None:
        """Start asking the nodes with room that were not asked yet."""
        import ray

        for node in nodes:
            if node.room and node.id not in self._known:
                task: Any = ray.remote(answer).options(num_cpus=0, max_retries=-1, scheduling_strategy=node.only)
                self._asked[task.remote(self._describe)] = node
                self._known.add(node.id)

    def _answers(self, seconds: float) -> Iterator[Problem]:
        """Yield what is wrong with the nodes that answered by now; those with nothing wrong are fit from now on."""
        import ray
        from ray.exceptions import RayError

        waiting = list(self._asked)
        done = ray.wait(waiting, num_returns=len(waiting), timeout=seconds)[0] if waiting else []
        for reference in done:
            node = self._asked.pop(reference)
            try:
                problems = differences(node, self._expected, ray.get(reference))
            except RayError as error:
                problems = [Problem(f"could not say what it has: {said(error)}", where=str(node))]
            yield from problems
            if not problems:
                self._fit.add(node.id)

    def _silent(self) -> Iterator[Problem]:
        for node in self._asked.values():
            yield Problem(f"did not say within {_PATIENCE:.0f} s what it has", where=str(node))


def differences(node: Node, expected: Mapping[str, str], found: Mapping[str, str]) -> list[Problem]:
    """Return what a node has otherwise than the lock says, and what it lacks or has besides.

    Args:
        node: that answered.
        expected: by the lock; what a thing is called to its version or digest.
        found: on the node, likewise.
    """
    names = [name for name in sorted({*expected, *found}) if expected.get(name) != found.get(name)]
    return [
        Problem(
            f"{name} is {found.get(name, 'not there')}, the lock says {expected.get(name, 'nothing of it')}",
            where=str(node),
            command="docs/search.md",
        )
        for name in names
    ]
