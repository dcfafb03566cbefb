"""Successive halving: the trials of a batch that entered a rung, and those of them that go on.

Source: Jamieson & Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization (2016).
"""

from __future__ import annotations

from unrolled_workflows.search.record.state import SearchState, Trial
from unrolled_workflows.search.rules.plan import Plan


class Brackets:
    """Works out each rung of each batch once, for as long as the search stands where it does.

    Args:
        state: of the search.
        plan: its rules.
    """

    def __init__(self, state: SearchState, plan: Plan) -> None:
        self._state, self._plan = state, plan
        self._known: dict[tuple[int, int], frozenset[int] | None] = {}

    def chosen(self, trial: Trial) -> frozenset[int] | None:
        """Return the trials that go on from the last rung that a trial reached.

        Args:
            trial: that was measured.

        Returns:
            Their numbers; None while a trial of the batch is still on its way to the rung.
        """
        at = trial.number // self._plan.batch, max(trial.measured)
        if at not in self._known:
            self._known[at] = self._choose(*at)
        return self._known[at]

    def _choose(self, batch: int, epochs: int) -> frozenset[int] | None:
        entered = self._entered(batch, epochs)
        if not all(epochs in trial.measured or trial.state for trial in entered):
            return None
        scored = [trial for trial in entered if epochs in trial.measured]
        scored.sort(key=lambda trial: (self._state.oriented(trial.measured[epochs]), trial.number))
        return frozenset(trial.number for trial in scored[: max(1, len(entered) // self._plan.reduction)])

    def _entered(self, batch: int, epochs: int) -> list[Trial]:
        size, rung = self._plan.batch, self._plan.rungs.index(epochs)
        trials = self._state.trials[batch * size : (batch + 1) * size]
        if rung == 0:
            return trials
        before = self._plan.rungs[rung - 1]
        passed = [trial for trial in trials if before in trial.measured]
        return [trial for trial in passed if not (trial.state == "pruned" and max(trial.measured) == before)]
