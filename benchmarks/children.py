"""Work that wants a process of its own, in which nothing was learned, compiled or freed before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def fresh_processes(at_once: int) -> ProcessPoolExecutor:
    """Return what runs every piece of work that it is given in a new process.

    Args:
        at_once: processes side by side.
    """
    return ProcessPoolExecutor(at_once, mp_context=get_context("spawn"), max_tasks_per_child=1)


def in_child(function: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs) -> _Found:
    """Return what a function returns in a new process.

    Args:
        function: of a module.
        *given: its arguments.
        **named: its named arguments.
    """
    with fresh_processes(1) as pool:
        return pool.submit(function, *given, **named).result()
