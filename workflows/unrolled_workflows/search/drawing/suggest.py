"""Optuna by ask and tell: what it is told is what happened, and what it draws depends on nothing else.

Every configuration is drawn by a sampler of its own seed, so the n-th is a function of the study's seed and of what
was told before it, in this process or in one that died. Values are told so that smaller is better.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from unrolled.errors import IntegrityError, Problem
from unrolled.ranges import Choice, Interval
from unrolled.runtime.seeding import derive
from unrolled.space import Dimension, Space
from unrolled_workflows.search.drawing.samplers import keeps_state, make_sampler

if TYPE_CHECKING:
    from optuna.trial import Trial as Asked

    from unrolled_workflows.search.record.state import SearchState, Trial

_REDRAWS = 20
"""Draws at random, after a configuration that was drawn before, until the first one left is taken in order."""


class Suggester:
    """Draws configurations, none of them twice.

    Args:
        space: to draw from.
        sampler: as ``search.sampler`` names it.
        objectives: their number.
        seed: of the study.
    """

    def __init__(self, space: Space, sampler: str, objectives: int, seed: int) -> None:
        import optuna
        from optuna.study import StudyDirection

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._space, self._sampler, self._seed = space, sampler, seed
        self._study = optuna.create_study(directions=[StudyDirection.MINIMIZE] * objectives)
        self._asked: list[Asked] = []
        self._seen: set[str] = set()
        self._grid = space.grid()

    def draw(self) -> dict[str, Any] | None:
        """Return the next configuration, None where the space holds no other."""
        for attempt in range(0 if self._sampler == "grid" else _REDRAWS):
            values = self._ask(self._sampler if attempt == 0 else "random", attempt)
            if self._is_new(values):
                return values
            self._discard()
        left = next((values for values in self._grid or () if self._is_new(values)), None)
        return None if left is None else self._enqueue(left)

    def remember(self, values: Mapping[str, Any], *, again: bool = False) -> None:
        """Take a configuration that was drawn before this process began.

        Args:
            values: as the ledger has them.
            again: draw it again, since others are to be drawn beside it.

        Raises:
            IntegrityError: another would be drawn now.
        """
        if not again and not keeps_state(self._sampler):
            self._is_new(values)
            self._enqueue(values)
            return
        drawn = self.draw()
        if drawn != values:
            what = f"trial {len(self._asked) - 1} would be drawn otherwise today: the search began with another Optuna"
            raise IntegrityError(Problem(what, where="search.sampler", command="docs/search.md"))

    def tell(self, trial: Trial, state: SearchState) -> None:
        """Tell how a trial ended: every rung's value, and PRUNED where it was.

        Args:
            trial: that ended.
            state: of the search, which knows where better lies.
        """
        from optuna.trial import TrialState

        asked = self._asked[trial.number]
        if trial.state == "failed":
            self._study.tell(asked, state=TrialState.FAIL)
            return
        if len(state.objectives) == 1:
            for epochs, values in sorted(trial.measured.items()):
                asked.report(state.oriented(values)[0], epochs)
        if trial.state == "pruned":
            self._study.tell(asked, state=TrialState.PRUNED)
        else:
            self._study.tell(asked, list(state.oriented(trial.measured[max(trial.measured)])))

    def _ask(self, sampler: str, attempt: int) -> dict[str, Any]:
        number = len(self._asked)
        self._study.sampler = make_sampler(sampler, derive(self._seed, "suggestion", number, attempt) % 2**32)
        return self._values(self._study.ask())

    def _enqueue(self, values: Mapping[str, Any]) -> dict[str, Any]:
        self._study.sampler = make_sampler("random", 0)  # it draws nothing: every value is given
        there = [dimension for dimension in self._space.dimensions if dimension.name in values]
        self._study.enqueue_trial({each.name: _given(each, values[each.name]) for each in there})
        return self._values(self._study.ask())

    def _values(self, asked: Asked) -> dict[str, Any]:
        self._asked.append(asked)
        values: dict[str, Any] = {}
        for dimension in self._space.dimensions:
            if self._space.is_active(dimension, values):
                values[dimension.name] = _suggest(asked, dimension)
        return values

    def _discard(self) -> None:
        from optuna.trial import TrialState

        self._study.tell(self._asked.pop(), state=TrialState.FAIL)

    def _is_new(self, values: Mapping[str, Any]) -> bool:
        name = json.dumps(values, sort_keys=True)
        new = name not in self._seen
        self._seen.add(name)
        return new


def _suggest(asked: Asked, dimension: Dimension) -> Any:
    domain = dimension.domain
    if isinstance(domain, Choice):
        return asked.suggest_categorical(dimension.name, list(domain.options))
    if domain.step is not None and domain.options:
        return domain.options[asked.suggest_int(dimension.name, 0, len(domain.options) - 1)]
    if domain.whole:
        return asked.suggest_int(dimension.name, int(domain.low), int(domain.high), log=domain.log)
    return asked.suggest_float(dimension.name, domain.low, domain.high, log=domain.log)


def _given(dimension: Dimension, value: Any) -> Any:
    """Return what Optuna must be given for a value to come back: its steps are counted, as 0.1 + 2 * 0.1 is not 0.3."""
    domain = dimension.domain
    if isinstance(domain, Interval) and domain.step is not None and domain.options:
        return domain.options.index(value)
    return value
