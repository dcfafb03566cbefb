"""What a search leaves: the table of its trials, the winner's values, its figures, and the times that they took."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from unrolled.durable import remove, write_json, write_text
from unrolled.errors import listing
from unrolled.space import Space
from unrolled_workflows.search.record.events import Broken
from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.rules.separation import of_trial
from unrolled_workflows.search.rules.winners import best_of, front_of

TRIALS, BEST, METRICS = "trials.csv", "best_params.yaml", "metrics.json"


def write_results(directory: Path, state: SearchState, space: Space, key: str) -> None:
    """Write trials.csv, best_params.yaml and metrics.json; they are functions of the ledger, without times or hosts.

    Args:
        directory: to write into.
        state: of a search that has finished, with a complete trial.
        space: that it searched.
        key: digest of all that the results depend on.
    """
    best = best_of(state)
    assert best is not None
    write_text(directory / TRIALS, _csv(trial_rows(state, space)))
    write_text(directory / BEST, _yaml(space.vary({}, best.values)))
    write_json(directory / METRICS, {"search": key, **figures(state, best)})


def remove_results(directory: Path) -> None:
    """Remove what an earlier search left, so that it is not taken for this one's.

    Args:
        directory: that results are written into.
    """
    for name in (TRIALS, BEST, METRICS):
        remove(directory / name)


def write_timings(path: Path, state: SearchState) -> None:
    """Write what is never the same twice: seconds and hosts, a row a leg.

    Args:
        path: of the table.
        state: of the search.
    """
    names = ("trial", "repeat", "epochs", "host", "pid", "seconds", "shared")
    reports = [report for trial in state.trials for _, report in sorted(trial.reports.items())]
    write_text(path, _csv([names, *([getattr(report, name) for name in names] for report in reports)]))


def trial_rows(state: SearchState, space: Space) -> list[Sequence[Any]]:
    """Return the table of trials, its head first.

    Args:
        state: of the search.
        space: that it searched.
    """
    names = [dimension.name for dimension in space.dimensions]
    rungs = sorted({epochs for trial in state.trials for epochs in trial.measured})
    measured = [f"{name}@{epochs}" for epochs in rungs for name, _ in state.objectives]
    spread = [f"{name}_{end}" for name, _ in state.objectives for end in ("low", "high")] if state.seeds > 1 else []
    head = ["trial", "state", "reason", *names, *measured, *spread]
    return [head, *(_row(trial, state, names, rungs) for trial in state.trials)]


def figures(state: SearchState, best: Trial) -> dict[str, Any]:
    """Return what DVC compares between searches.

    Args:
        state: of the search.
        best: the winner.
    """
    counts = {name: sum(trial.state == name for trial in state.trials) for name in ("complete", "pruned", "failed")}
    last = max(best.measured)
    means, first = (_named(values, state) for values in (best.measured[last], best.reports[0, last].values))
    front = {"front": [trial.number for trial in front_of(state)]} if len(state.objectives) > 1 else {}
    return {
        "best": {"trial": best.number, "validation": means, "first_seed": first},
        **front,
        "trials": len(state.trials),
        **counts,
    }


def _named(values: Sequence[float], state: SearchState) -> dict[str, float]:
    return {name: value for (name, _), value in zip(state.objectives, values, strict=True)}


def _row(trial: Trial, state: SearchState, names: Iterable[str], rungs: Sequence[int]) -> list[Any]:
    values = [_text(trial.values.get(name)) for name in names]
    blank = ("",) * len(state.objectives)
    measured = [_text(value) for epochs in rungs for value in trial.measured.get(epochs, blank)]
    reason = trial_reason(trial) if trial.state == "failed" else ""
    return [trial.number, trial.state, reason, *values, *measured, *_spread(trial, state)]


def trial_reason(trial: Trial) -> str:
    """Return in one word why a trial failed.

    Args:
        trial: that did.
    """
    return _last_word(trial).reason


def _last_word(trial: Trial) -> Broken:
    """Return what a trial that failed ended with: of its first seed that broke, else of the last leg lost."""
    word = trial.broken[min(trial.broken)] if trial.broken else trial.loss
    assert word is not None
    return word


def failures(failed: Iterable[Trial]) -> Iterator[str]:
    """Yield why trials failed, in a line for each thing that went wrong.

    Args:
        failed: trials that did.
    """
    numbers: dict[tuple[str, str], list[str]] = {}
    for trial in failed:
        told = _last_word(trial).message
        numbers.setdefault((trial_reason(trial), told), []).append(str(trial.number))
    for (reason, told), which in numbers.items():
        several = f"trials {listing(which)}" if len(which) > 1 else f"trial {which[0]}"
        yield f"{several} failed ({reason}): {told}"


def _spread(trial: Trial, state: SearchState) -> list[str]:
    if state.seeds == 1:
        return []
    if not trial.measured:
        return [""] * 2 * len(state.objectives)
    last = max(trial.measured)
    found = [of_trial(trial, last, state.seeds, objective) for objective in range(len(state.objectives))]
    return [_text(end) for each in found for end in (each.low, each.high)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _yaml(values: Mapping[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    stream = io.StringIO()
    yaml.dump(dict(values), stream)
    return stream.getvalue()
