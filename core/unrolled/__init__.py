"""What a plugin author imports; importing it imports no torch."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unrolled.component import Component, Surroundings
    from unrolled.config import Config
    from unrolled.contracts import PAD, Batch, Corpus, Encoded, Encoder, Input, Inputs, Monitor, Schema, Sequences
    from unrolled.declare import cell, dataset, embedding, scorer, task, tokenizer, tracker
    from unrolled.errors import ConfigError, DataError, PluginError, Problem, UnrolledError
    from unrolled.hookspecs import hookimpl
    from unrolled.ranges import Tune
    from unrolled.runtime.task import SequenceTask

    # These two live in workflows, which core does not import.
    run: Callable[..., Any]
    load_run: Callable[..., Any]

__version__ = "0.1.0"

_NAMES = {
    "unrolled.component": ("Component", "Surroundings"),
    "unrolled.config": ("Config",),
    "unrolled.contracts": (
        "PAD", "Batch", "Corpus", "Encoded", "Encoder", "Input", "Inputs", "Monitor", "Schema", "Sequences",
    ),
    "unrolled.declare": ("cell", "dataset", "embedding", "scorer", "task", "tokenizer", "tracker"),
    "unrolled.errors": ("ConfigError", "DataError", "PluginError", "Problem", "UnrolledError"),
    "unrolled.hookspecs": ("hookimpl",),
    "unrolled.runtime.task": ("SequenceTask",),
    "unrolled.ranges": ("Tune",),
    "unrolled_workflows.load": ("load_run",),
    "unrolled_workflows.run": ("run",),
}  # fmt: skip
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "PAD",
    "Batch",
    "Component",
    "Config",
    "ConfigError",
    "Corpus",
    "DataError",
    "Encoded",
    "Encoder",
    "Input",
    "Inputs",
    "Monitor",
    "PluginError",
    "Problem",
    "Schema",
    "SequenceTask",
    "Sequences",
    "Surroundings",
    "Tune",
    "UnrolledError",
    "cell",
    "dataset",
    "embedding",
    "hookimpl",
    "load_run",
    "run",
    "scorer",
    "task",
    "tokenizer",
    "tracker",
]


def __getattr__(name: str) -> Any:
    """Import a name of the table at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'unrolled' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
