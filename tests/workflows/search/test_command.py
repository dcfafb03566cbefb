"""``unrolled search`` and ``unrolled promote`` as their user runs them."""

from __future__ import annotations

import csv
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled_workflows.search import executors
from unrolled_workflows.search.driver import opened

Cli = Callable[..., tuple[int, str, str]]
BRITTLE = """
from unrolled import Config, cell, hookimpl

class BrittleConfig(Config):
    hidden_size: int = 4

@cell("brittle", BrittleConfig)
def brittle(config, /, *, input_size):
    raise ValueError("it broke")

@hookimpl
def components():
    return [brittle]
"""


@pytest.fixture
def in_process(in_process_executor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run legs in this process, which has imported all that they need."""
    monkeypatch.setattr(executors, "make_executor", lambda name, search, *_: in_process_executor(search))


@pytest.fixture
def beside(cli: Cli, workspace_of: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in a copy of the finished search's workspace."""
    monkeypatch.chdir(workspace_of)
    return cli


def table(workspace: Path) -> list[dict[str, str]]:
    with (workspace / "search" / "trials.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def left(workspace: Path) -> list[Path]:
    """Return what a search would leave."""
    return [path for name in ("search", ".unrolled/search/*/ledger.jsonl") for path in workspace.glob(name)]


def test_a_search_that_has_finished_starts_nothing_and_says_the_same(beside: Cli, finished) -> None:
    code, shown, _ = beside("search", "--resume")
    assert code == 0
    assert "search: 6/6 trials ended, 2 complete, 4 pruned, 0 running, best accuracy " in shown
    assert Path("search/trials.csv").read_bytes() == (finished.results / "trials.csv").read_bytes()


def test_there_is_nothing_to_resume_before_a_search(cli: Cli, searching: Path) -> None:
    code, _, errors = cli("search", "--resume")
    assert (code, left(searching)) == (2, [])
    assert "there is no search to go on with" in errors


@pytest.mark.parametrize(
    ("text", "instead", "words"),
    [
        ("train.learning_rate: tune", "train.learning_rat: tune", "params.yaml:30:25: search.space.train.learning_rat"),
        ("choice: [8, 16]", "choice: []", "params.yaml:31:23: search.space.train.batch_size: choice is an empty range"),
        ("low: 3, high: 8", "low: 8, high: 3", "params.yaml:34:23: search.space.cell.hidden_size: 8 to 3 is an empty"),
        ("gru: }}", "grus: }}", "no cell is called 'grus' (unrolled 0.1.0). Did you mean 'gru'?"),
        ("trials: 6", "trials: 6\n  objectives: [{metric: latency}]", "latency is measured, so its table is never the"),
        ("trials: 6", "trials: 6\n  sampler: tpee", "search.sampler: "),
    ],
)
def test_a_mistake_is_one_error_before_any_trial_and_leaves_nothing(
    cli: Cli, searching: Path, text: str, instead: str, words: str
) -> None:
    params = searching / "params.yaml"
    params.write_text(params.read_text().replace(text, instead))
    code, _, errors = cli("search")
    assert (code, errors.count("error: "), left(searching)) == (2, 1, [])
    assert words in errors


def test_a_store_that_cannot_be_written_ends_with_6(cli: Cli, searching: Path) -> None:
    code, _, errors = cli("search", "--set", "search.store=reviews.csv/store")
    assert (code, errors.count("error: "), left(searching)) == (6, 1, [])
    assert "cannot be written" in errors


def test_an_address_without_ray_is_a_mistake_of_the_command(cli: Cli, searching: Path) -> None:
    code, _, errors = cli("search", "--address", "10.0.0.1:6379")
    assert code == 2
    assert "--address is a Ray cluster's: --executor ray" in errors


@pytest.mark.fault("F14")
def test_a_damaged_ledger_ends_with_5_and_names_the_line(beside: Cli) -> None:
    (ledger,) = Path().glob(".unrolled/search/*/ledger.jsonl")
    data = bytearray(ledger.read_bytes())
    data[data.index(b'"planned"')] ^= 1
    ledger.write_bytes(data)
    for words in (("search",), ("search", "export"), ("promote", "--trial", "1")):
        code, _, errors = beside(*words)
        assert code == 5
        assert "ledger.jsonl:2: is damaged: its length or checksum is not that of its text" in errors
    assert ledger.read_bytes() == data


@pytest.mark.fault("F15")
def test_a_second_search_in_the_same_workspace_ends_with_8_and_names_the_first(beside: Cli, prepare) -> None:
    with opened(prepare(Path.cwd())):
        code, _, errors = beside("search")
    assert code == 8
    assert f"busy: pid {os.getpid()} on {os.uname().nodename} (" in errors
    assert beside("search")[0] == 0


@pytest.fixture
def brittle(searching: Path) -> Callable[[str], None]:
    """Have the search choose between cells, one of which cannot be built."""
    (searching / "brittle.py").write_text(BRITTLE)

    def call(cells: str) -> None:
        params = searching / "params.yaml"
        before = params.read_text().partition("search:")[0].replace("hidden_size: 5", "hidden_size: 4")
        space = f"{{cell.name: {{choice: {cells}}}, train.batch_size: {{choice: [8, 16]}}}}"
        params.write_text(f"{before}plugins: [./brittle.py]\nsearch: {{sampler: grid, batch: 2, space: {space}}}\n")

    return call


@pytest.mark.usefixtures("in_process")
def test_failed_trials_end_with_9_and_their_reasons_unless_they_are_allowed(cli: Cli, searching, brittle) -> None:
    brittle("[gru, brittle]")
    code, _, errors = cli("search")
    assert code == 9
    assert "trials 2 and 3 failed (plugin): plugin ./brittle.py file: building cell 'brittle' raised" in errors
    assert "2 of 4 trials failed; the others stand in search/trials.csv" in errors
    assert [(row["state"], row["reason"]) for row in table(searching)][2:] == [("failed", "plugin")] * 2
    assert cli("search", "--allow-failed")[0] == 0


@pytest.mark.usefixtures("in_process")
def test_where_the_first_batch_fails_no_other_starts_and_there_is_no_winner(cli: Cli, searching, brittle) -> None:
    brittle("[brittle, gru]")
    code, _, errors = cli("search", "--allow-failed")
    assert code == 9
    assert "no trial is complete" in errors
    assert "trials 0 and 1 failed (plugin): " in errors
    assert not (searching / "search").exists()


@pytest.mark.fault("F38")
def test_ctrl_c_leaves_a_search_that_goes_on_to_the_same_table(
    cli: Cli, searching: Path, finished, in_process_executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(in_process_executor):
        def run(self, dispatcher, *, watch) -> None:
            dispatcher.put(self._worker.run(dispatcher.take()))
            os.kill(os.getpid(), signal.SIGINT)
            super().run(dispatcher, watch=watch)

    monkeypatch.setattr(executors, "make_executor", lambda name, search, *_: Interrupted(search))
    code, _, errors = cli("search")
    assert code == 130
    assert "the search was stopped; what ran has left checkpoints. See: unrolled search --resume" in errors
    assert left(searching) == list(searching.glob(".unrolled/search/*/ledger.jsonl"))
    monkeypatch.setattr(executors, "make_executor", lambda name, search, *_: in_process_executor(search))
    assert cli("search", "--resume")[0] == 0
    assert (searching / "search" / "trials.csv").read_bytes() == (finished.results / "trials.csv").read_bytes()


@pytest.mark.usefixtures("in_process")
def test_without_barriers_quality_and_latency_give_a_front(cli: Cli, searching: Path) -> None:
    params = searching / "params.yaml"
    objectives = "[{metric: accuracy, goal: maximize}, {metric: latency}, {metric: parameters}]"
    params.write_text(
        params.read_text().replace("trials: 6", f"trials: 3\n  mode: asynchronous\n  objectives: {objectives}")
    )
    assert cli("search")[0] == 0
    assert all(float(row["latency@2"]) > 0 and float(row["parameters@2"]) > 100 for row in table(searching))
    metrics = json.loads((searching / "search" / "metrics.json").read_text())
    assert metrics["best"]["trial"] in metrics["front"]


@pytest.mark.usefixtures("in_process")
def test_several_seeds_are_trained_and_their_mean_and_interval_told(cli: Cli, searching: Path) -> None:
    assert cli("search", "--set", "search.seeds=2", "--set", "search.trials=2", "--set", "search.pruner=none")[0] == 0
    for row in table(searching):
        low, mean, high = (float(row[name]) for name in ("accuracy_low", "accuracy@2", "accuracy_high"))
        assert low <= mean <= high
        assert mean - low == pytest.approx(high - mean)


@pytest.mark.usefixtures("in_process")
def test_trials_of_varied_length_are_trained_to_their_own_ends(cli: Cli, searching: Path) -> None:
    params = searching / "params.yaml"
    text = params.read_text().partition("search:")[0]
    space = "{train.epochs: {low: 1, high: 3}}"
    params.write_text(f"{text}search: {{sampler: grid, space: {space}}}\n")
    assert cli("search")[0] == 0
    rows = {int(row["train.epochs"]): row for row in table(searching)}
    assert all((row[f"accuracy@{epochs}"] != "") for epochs, row in rows.items())
    assert {row["state"] for row in rows.values()} == {"complete"}


def test_a_dry_run_starts_no_trial(cli: Cli, searching: Path) -> None:
    code, shown, _ = cli("search", "--dry-run", "--workers", "4")
    assert (code, left(searching)) == (0, [])
    assert "cost: at most 8 epochs; about " in shown


def test_a_search_is_exported_for_optunas_dashboard(beside: Cli) -> None:
    code, shown, _ = beside("search", "export")
    assert (code, shown) == (0, "search/study.db: 6 trials\n")
    assert Path("search/study.db").read_bytes().startswith(b"SQLite format 3")


def test_the_promoted_winner_gives_its_metric_again(beside: Cli) -> None:
    best = json.loads(Path("search/metrics.json").read_text())["best"]
    code, shown, _ = beside("promote")
    assert code == 0
    expected = best["first_seed"]["accuracy"]
    assert f"trial {best['trial']}; `dvc repro` gives validation accuracy {expected}" in shown
    assert beside("run")[0] == 0
    facts = json.loads(Path("outputs/train/facts.json").read_text())
    with Path("outputs/train/curves.csv").open(newline="") as stream:
        row = list(csv.DictReader(stream))[facts["best_epoch"] - 1]
    assert float(row["validation_accuracy"]) == expected


def test_another_complete_trial_can_be_promoted_and_one_that_was_pruned_cannot(beside: Cli) -> None:
    states = {row["state"]: row for row in table(Path.cwd())}
    assert beside("promote", "--trial", states["complete"]["trial"])[0] == 0
    assert f"hidden_size: {states['complete']['cell.hidden_size']}" in Path("params.yaml").read_text()
    before = Path("params.yaml").read_text()
    for number in (states["pruned"]["trial"], "99"):
        code, _, errors = beside("promote", "--trial", number)
        assert code == 2
        assert f"trial {number} is not among the complete trials of this search" in errors
    assert Path("params.yaml").read_text() == before


def test_before_a_search_there_is_nothing_to_promote_or_export(cli: Cli, searching: Path) -> None:
    before = (searching / "params.yaml").read_text()
    for words in (("promote",), ("search", "export"), ("promote", "--trial", "0")):
        code, _, errors = cli(*words)
        assert code == 2
        assert "See: unrolled search" in errors
    assert (searching / "params.yaml").read_text() == before


def test_the_searchs_pipeline_and_lock_are_written_and_a_stale_one_is_refused(cli: Cli, searching: Path) -> None:
    assert cli("dvc", "--search")[1] == "search/dvc.yaml: written\n"
    assert cli("dvc", "--search")[1] == "search/dvc.yaml: unchanged\n"
    assert cli("dvc", "--search", "--check")[0] == 0
    assert cli("lock", "--search")[1] == "search/plugins.lock.yaml: written\n"
    code, _, errors = cli("search", "--set", "train.weight_decay=0.1")
    assert code == 2
    assert "search/dvc.yaml: does not say what params.yaml asks for" in errors
    assert not list(searching.glob(".unrolled/search/*/ledger.jsonl"))
