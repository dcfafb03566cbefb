"""A search as DVC runs it, in a git repository of its own."""

import csv
import json
from pathlib import Path

import pytest


def ran(output: str) -> bool:
    return "Running stage 'search/dvc.yaml:search'" in output or "Running stage 'search'" in output


@pytest.mark.slow
def test_the_winner_is_promoted_and_reproduced_and_the_search_does_not_run_again(searching: Path, command) -> None:
    for words in ("git init -q", "dvc init -q", "unrolled dvc", "unrolled dvc --search"):
        command(*words.split())
    assert ran(command("dvc", "repro", "search/dvc.yaml").stdout)
    best = json.loads((searching / "search" / "metrics.json").read_text())["best"]["first_seed"]["accuracy"]
    assert not ran(command("dvc", "repro", "search/dvc.yaml").stdout)
    command("unrolled", "promote")
    command("dvc", "repro", "dvc.yaml")
    facts = json.loads((searching / "outputs" / "train" / "facts.json").read_text())
    with (searching / "outputs" / "train" / "curves.csv").open(newline="") as stream:
        row = list(csv.DictReader(stream))[facts["best_epoch"] - 1]
    assert float(row["validation_accuracy"]) == best
    assert not ran(command("dvc", "repro", "search/dvc.yaml").stdout)
    params = searching / "params.yaml"
    params.write_text(params.read_text().replace("trials: 6", "trials: 7"))
    assert ran(command("dvc", "repro", "search/dvc.yaml").stdout)
