"""What a search does next: pure functions of where it stands and of its rules, the same for every executor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unrolled_workflows.search.legs import Leg
from unrolled_workflows.search.record.events import Ended
from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.rules.brackets import Brackets
from unrolled_workflows.search.rules.plan import Plan
from unrolled_workflows.search.rules.separation import is_separated


def ready(state: SearchState, plan: Plan) -> Iterator[Leg]:
    """Yield the legs that may start now: those of trials that are farthest first.

    Args:
        state: of the search.
        plan: its rules.
    """
    brackets = Brackets(state, plan)
    for trial in sorted(state.open.values(), key=lambda trial: -len(trial.measured)):
        epochs = _next_rung(trial, plan)
        if (
            epochs is None
            or trial.losses >= plan.max_losses
            or (trial.measured and not _is_decided(trial, plan, brackets))
        ):
            continue
        for repeat in range(plan.seeds):
            if repeat not in trial.running and repeat not in trial.broken and (repeat, epochs) not in trial.reports:
                yield Leg(trial.number, repeat, epochs, trial.starts, trial.values)


def verdicts(state: SearchState, plan: Plan) -> list[Ended]:
    """Return the trials that end now, and how.

    Args:
        state: of the search.
        plan: its rules.
    """
    brackets = Brackets(state, plan)
    ended = [Ended(trial.number, "failed") for trial in state.open.values() if _has_failed(trial, plan)]
    failed = {event.trial for event in ended}
    for trial in state.open.values():
        if trial.number in failed:
            continue
        if rungs_of(trial, plan)[-1] in trial.measured:
            ended.append(Ended(trial.number, "complete"))
        elif trial.measured and _is_decided(trial, plan, brackets) and _falls_out(trial, plan, brackets):
            ended.append(Ended(trial.number, "pruned"))
    return sorted(ended, key=lambda event: event.trial)


def wanted(state: SearchState, plan: Plan) -> int:
    """Return how many configurations are to be drawn now.

    Args:
        state: of the search; every verdict that is due has been taken in.
        plan: its rules.
    """
    left = 0 if state.closed else plan.trials - len(state.trials)
    if plan.asynchronous:
        return min(left, 0 if any(ready(state, plan)) else 1)
    if missing := -len(state.trials) % plan.batch:  # a kill tore the batch as it was written
        return min(left, missing)
    return 0 if state.open else min(left, plan.batch)


def closing(state: SearchState, plan: Plan) -> str:
    """Return why no configuration shall be drawn any more; empty where some shall.

    Args:
        state: of the search.
        plan: its rules.
    """
    ended = len(state.trials) - len(state.open)
    if len(state.trials) >= plan.trials or (not plan.asynchronous and state.open):
        return ""
    if ended >= plan.batch and all(trial.state in {"failed", None} for trial in state.trials):
        return f"every one of the first {ended} trials failed"
    if plan.stop_when_separated and is_separated(state, plan.rungs[-1]):
        return "the best configuration is separated from the next best"
    return ""


def is_finished(state: SearchState, plan: Plan) -> bool:
    """Return whether no leg will ever start again.

    Args:
        state: of the search.
        plan: its rules.
    """
    return not state.open and (bool(state.closed) or len(state.trials) >= plan.trials)


def rungs_of(trial: Trial, plan: Plan) -> Sequence[int]:
    """Return the epochs after which a trial reports.

    Args:
        trial: of the search.
        plan: its rules.
    """
    return (trial.values["train.epochs"],) if "train.epochs" in trial.values else plan.rungs


def _next_rung(trial: Trial, plan: Plan) -> int | None:
    return next((epochs for epochs in rungs_of(trial, plan) if epochs not in trial.measured), None)


def _has_failed(trial: Trial, plan: Plan) -> bool:
    """Return whether every seed of the rung has ended and one of them broke, or too many workers vanished."""
    if trial.losses >= plan.max_losses:
        return not trial.running
    epochs = _next_rung(trial, plan)
    ended = all(repeat in trial.broken or (repeat, epochs) in trial.reports for repeat in range(plan.seeds))
    return bool(trial.broken) and ended


def _is_decided(trial: Trial, plan: Plan, brackets: Brackets) -> bool:
    return plan.pruning == "asha" or brackets.chosen(trial) is not None


def _falls_out(trial: Trial, plan: Plan, brackets: Brackets) -> bool:
    """Return whether a trial that was measured on the way to the last rung is not among those that go on."""
    if plan.pruning == "asha":
        place = trial.placed[max(trial.measured)]
        return place.rank >= max(1, place.among // plan.reduction)
    return trial.number not in (brackets.chosen(trial) or ())
