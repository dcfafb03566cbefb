"""A trained generative model, for the commands that draw from it and score with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, Protocol, cast

from unrolled.durable import write_bytes, write_text
from unrolled.errors import ConfigError, Problem, listing
from unrolled_workflows.load import LoadedRun

Samples = Sequence[str] | Sequence[bytes]
"""Texts, or the contents of files (MIDI)."""


class LanguageModel(Protocol):
    """A task that gives probabilities of texts besides a loss."""

    def log_probability(self, text: str) -> float:
        """Return the log-probability of a text, in nats."""
        ...


def language_model(run: LoadedRun) -> LanguageModel:
    """Return a run's trained model.

    Args:
        run: that has finished.

    Raises:
        ConfigError: its task gives no probabilities of texts.
    """
    return cast("LanguageModel", _task_with("log_probability", run, "is no language model"))


def drawn(run: LoadedRun, count: int, options: Mapping[str, Any]) -> Samples:
    """Draw from a run's trained model.

    Args:
        run: that has finished.
        count: of texts or pieces.
        options: by the name of the argument of the task's ``sample``; those that are None were not asked for.

    Raises:
        ConfigError: the task draws nothing, or has no such option.
    """
    task = _task_with("sample", run, "draws nothing: it is no language model, and no other generative task")
    asked = {name: value for name, value in options.items() if value is not None}
    foreign = [f"--{name.replace('_', '-')}" for name in asked if name not in signature(task.sample).parameters]
    if foreign:
        what = f"task {_task_name(run)} has no {listing(foreign)}"
        raise ConfigError(Problem(what, command="unrolled sample --help"))
    return cast("Samples", task.sample(count, **asked))


def write_samples(samples: Samples, path: Path) -> list[Path]:
    """Write what was drawn: texts into one file, parted by empty lines; pieces into files of their own.

    Args:
        samples: texts or contents of files, at least one.
        path: of the file; where there are several, NAME-1, NAME-2 and so on beside it.

    Returns:
        The files.
    """
    pieces = [sample for sample in samples if isinstance(sample, bytes)]
    if not pieces:
        write_text(path, "\n\n".join(map(str, samples)) + "\n")
        return [path]
    numbered = [path.with_stem(f"{path.stem}-{number}") for number in range(1, len(pieces) + 1)]
    paths = numbered if len(pieces) > 1 else [path]
    for each, piece in zip(paths, pieces, strict=True):
        write_bytes(each, piece)
    return paths


def _task_with(method: str, run: LoadedRun, otherwise: str) -> Any:
    task = run.task()
    if not hasattr(task, method):
        what = f"this run's task {_task_name(run)} {otherwise}"
        raise ConfigError(Problem(what, where="task.name", command="unrolled set task language-model"))
    return task


def _task_name(run: LoadedRun) -> str:
    return run.experiment.components["task"].located.id
