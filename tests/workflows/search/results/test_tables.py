import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from unrolled.ranges import Choice
from unrolled.space import Dimension, Space
from unrolled_workflows.search.driver import look_at
from unrolled_workflows.search.results.tables import failures, trial_rows, write_results, write_timings
from unrolled_workflows.search.rules.separation import interval

pytestmark = pytest.mark.usefixtures("quick_disk")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def written(simulated, fresh, tmp_path: Path):
    """Run a simulated search and write what it leaves; return its state and the directory."""

    def call(**changes):
        rules = simulated.Rules(**changes)
        state = simulated.run(rules, fresh()).state
        write_results(tmp_path, state, rules.space, "key")
        return state, tmp_path

    return call


def test_the_table_has_a_row_a_trial_with_its_values_and_every_rung(written) -> None:
    state, directory = written(failing=10)
    rows = read(directory / "trials.csv")
    assert list(rows[0]) == [
        *("trial", "state", "reason", "cell.name", "cell[lstm].forget_bias"),
        *("train.learning_rate", "cell.hidden_size", "unroll.dropout", "loss@1", "loss@3", "loss@9"),
    ]
    for trial, row in zip(state.trials, rows, strict=True):
        assert (int(row["trial"]), row["state"]) == (trial.number, trial.state)
        assert row["reason"] == ("diverged" if trial.state == "failed" else "")
        assert float(row["train.learning_rate"]) == trial.values["train.learning_rate"]
        assert (row["cell[lstm].forget_bias"] == "") == (row["cell.name"] == "gru")
        found = {rung: float(row[f"loss@{rung}"]) for rung in (1, 3, 9) if row[f"loss@{rung}"]}
        assert found == {rung: values[0] for rung, values in trial.measured.items()}


def test_a_value_of_none_and_one_of_false_are_told_apart(simulated, fresh) -> None:
    space = Space(
        [Dimension("unroll.truncate", Choice((None, 3))), Dimension("unroll.bidirectional", Choice((False,)))]
    )
    rules = simulated.Rules(simulated.with_plan(trials=2), space, "grid")
    session = simulated.run(rules, fresh())
    assert [row[3:5] for row in trial_rows(session.state, space)[1:]] == [["", "False"], ["3", "False"]]


def test_several_seeds_give_the_interval_of_each_trial(written, simulated) -> None:
    state, directory = written(plan=simulated.with_plan(seeds=3))
    for trial, row in zip(state.trials, read(directory / "trials.csv"), strict=True):
        last = max(trial.measured)
        expected = interval([trial.reports[repeat, last].values[0] for repeat in range(3)])
        assert (float(row["loss_low"]), float(row["loss_high"])) == (expected.low, expected.high)


def test_several_objectives_give_the_front(written, simulated) -> None:
    objectives = (("loss", "minimize"), ("accuracy", "maximize"))
    plan = simulated.with_plan(pruning="none", rungs=(9,))
    _, directory = written(objectives=objectives, plan=plan)
    metrics = json.loads((directory / "metrics.json").read_text())
    assert metrics["best"]["trial"] in metrics["front"]
    assert len(metrics["front"]) > 1
    assert list(read(directory / "trials.csv")[0])[-2:] == ["loss@9", "accuracy@9"]


def test_the_figures_count_the_trials_and_name_the_winner(written) -> None:
    state, directory = written(failing=10)
    metrics = json.loads((directory / "metrics.json").read_text())
    assert metrics["trials"] == len(state.trials) == sum(metrics[name] for name in ("complete", "pruned", "failed"))
    best = state.trials[metrics["best"]["trial"]]
    assert metrics["best"]["validation"] == {"loss": best.measured[9][0]}


def test_trials_that_failed_for_the_same_reason_are_told_in_one_line(simulated, fresh) -> None:
    rules = simulated.Rules(simulated.with_plan(trials=4, max_losses=1))
    session = rules.session(fresh())
    reasons = {0: ("memory", "no room"), 1: ("lost", "its worker vanished"), 2: ("memory", "no room")}
    while not session.finished:
        leg = session.take()
        told = dict(zip(("reason", "message"), reasons.get(leg.trial, (None, "")), strict=True))
        session.put(replace(rules.outcome(leg), **told))
    failed = [trial for trial in session.state.trials if trial.state == "failed"]
    assert list(failures(failed)) == [
        "trials 0 and 2 failed (memory): no room",
        "trial 1 failed (lost): its worker vanished",
    ]


def test_times_and_hosts_stand_in_a_table_of_their_own(finished, tmp_path: Path) -> None:
    state = look_at(finished)
    write_timings(tmp_path / "timings.csv", state)
    rows = read(tmp_path / "timings.csv")
    assert len(rows) == sum(len(trial.reports) for trial in state.trials)
    assert all(float(row["seconds"]) >= float(row["shared"]) > 0 for row in rows)
    assert "seconds" not in (finished.results / "trials.csv").read_text()


def test_the_winners_values_stand_in_the_shape_of_params_yaml(finished) -> None:
    from unrolled.params import read_document

    best = json.loads((finished.results / "metrics.json").read_text())["best"]["trial"]
    values = look_at(finished).trials[best].values
    assert read_document(finished.results / "best_params.yaml").values == finished.space.vary({}, values)
