"""A trained language model, for the commands that draw from it and score with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.load import LoadedRun


class LanguageModel(Protocol):
    """A task that gives texts and probabilities besides a loss."""

    def sample(
        self,
        count: int,
        *,
        max_length: int,
        temperature: float,
        top_k: int | None,
        top_p: float | None,
        seed: int,
        prompt: str,
    ) -> Sequence[str]:
        """Return texts drawn from the model."""
        ...

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
    task = run.task()
    if not (hasattr(task, "sample") and hasattr(task, "log_probability")):
        name = run.experiment.components["task"].located.id
        what = f"this run's task is {name}, which is no language model"
        raise ConfigError(Problem(what, where="task.name", command="unrolled set task language-model"))
    return cast("LanguageModel", task)
