"""Which trials of a search are best."""

from __future__ import annotations

from unrolled_workflows.search.record.state import SearchState, Trial


def best_of(state: SearchState) -> Trial | None:
    """Return the complete trial with the best first objective, the earlier one of two that are equal.

    Args:
        state: of the search.

    Returns:
        The trial; None where none is complete.
    """
    complete = _complete(state)
    return min(complete, key=lambda trial: (_score(trial, state), trial.number)) if complete else None


def front_of(state: SearchState) -> list[Trial]:
    """Return the complete trials than which no other is better in one objective and as good in all.

    Args:
        state: of the search.
    """
    complete = _complete(state)
    return [trial for trial in complete if not any(_dominates(other, trial, state) for other in complete)]


def _complete(state: SearchState) -> list[Trial]:
    return [trial for trial in state.trials if trial.state == "complete"]


def _score(trial: Trial, state: SearchState) -> tuple[float, ...]:
    return state.oriented(trial.measured[max(trial.measured)])


def _dominates(one: Trial, other: Trial, state: SearchState) -> bool:
    ours, theirs = _score(one, state), _score(other, state)
    return ours != theirs and all(mine <= yours for mine, yours in zip(ours, theirs, strict=True))
