"""A search as a study that Optuna and its dashboard read: made from the ledger, never read back."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unrolled.durable import outside
from unrolled.errors import ConfigError, Problem
from unrolled.ranges import Choice
from unrolled.search import Goal
from unrolled.space import Dimension, Space
from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.results.tables import trial_reason

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study, StudyDirection
    from optuna.trial import FrozenTrial


def export_study(state: SearchState, space: Space, name: str, target: Path) -> int:
    """Write the trials of a search that have ended into an SQLite file.

    Args:
        state: of the search.
        space: that it searches.
        name: of the study.
        target: of the file; an earlier study that stands there is replaced.

    Returns:
        The number of trials.

    Raises:
        ConfigError: no trial has reported yet, or something else than a study stands there.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    if not state.objectives:
        raise ConfigError(Problem("no trial has reported yet", where="search", command="unrolled search"))
    _require_no_other(target)
    trials = [_frozen(trial, state, space) for trial in state.trials if trial.state]
    with outside(target) as path:
        storage = optuna.storages.RDBStorage(f"sqlite:///{path}")
        directions: list[StudyDirection | Goal] = [goal for _, goal in state.objectives]
        study = optuna.create_study(study_name=name, storage=storage, directions=directions)
        _name_metrics(study, [metric for metric, _ in state.objectives])
        study.add_trials(trials)
        storage.remove_session()
        storage.engine.dispose()
    return len(trials)


def _require_no_other(target: Path) -> None:
    """Refuse to write over what is no study."""
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("select study_name from studies")
    except sqlite3.Error as error:
        what = "is there already, and is no study of Optuna's"
        raise ConfigError(Problem(what, where=str(target), command="unrolled search export --help")) from error


def _name_metrics(study: Study, names: Sequence[str]) -> None:
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        study.set_metric_names(list(names))


def _frozen(trial: Trial, state: SearchState, space: Space) -> FrozenTrial:
    from optuna.trial import TrialState, create_trial

    there = [dimension for dimension in space.dimensions if dimension.name in trial.values]
    states = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    assert trial.state is not None
    single = len(state.objectives) == 1
    return create_trial(
        state=states[trial.state],
        params={dimension.name: trial.values[dimension.name] for dimension in there},
        distributions={dimension.name: _distribution(dimension) for dimension in there},
        values=list(trial.measured[max(trial.measured)]) if trial.state == "complete" else None,
        intermediate_values={epochs: values[0] for epochs, values in trial.measured.items()} if single else {},
        user_attrs=_attributes(trial),
    )


def _attributes(trial: Trial) -> dict[str, Any]:
    return {"trial": trial.number} | ({"reason": trial_reason(trial)} if trial.state == "failed" else {})


def _distribution(dimension: Dimension) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    domain = dimension.domain
    if isinstance(domain, Choice):
        return CategoricalDistribution(list(domain.options))
    if domain.whole:
        return IntDistribution(int(domain.low), int(domain.high), log=domain.log, step=int(domain.step or 1))
    return FloatDistribution(domain.low, domain.high, log=domain.log, step=domain.step)
