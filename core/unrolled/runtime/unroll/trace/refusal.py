"""What a trace or the engine refuses, and where."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from torch import fx

GUIDE = "docs/cells.md"
"""What to read next about a step that is refused."""


class RefusalError(NotImplementedError):
    """No time loop, or none that is compiled, can be made of a step; the message says of what.

    Args:
        what: of the step is refused.
        line: of the author's code, as ``FILE:NUMBER``; empty where it is not known.
        command: the next one to run.
    """

    def __init__(self, what: str, line: str = "", command: str = GUIDE) -> None:
        super().__init__(what)
        self.line, self.command = line, command


def line_of(node: fx.Node) -> str:
    """Return the author's line that a node stands in; empty for a gradient, and for what a rewrite put there.

    Args:
        node: of a graph that was traced with ``Lines``, or from such a graph.
    """
    return node.meta.get("stack_trace", "")


@contextmanager
def refused_at(node: fx.Node) -> Generator[None]:
    """Give what is refused in a block the line of a node.

    Args:
        node: that is at hand.

    Raises:
        RefusalError: the block refused something.
    """
    try:
        yield
    except NotImplementedError as error:
        raise RefusalError(str(error), line_of(node)) from error
