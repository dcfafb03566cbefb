"""The pipeline as its user runs it: real `dvc repro` in a git repository of its own."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest

import unrolled

STAGES = ["data", "tokens", "embedding", "train", "evaluate", "report"]


@pytest.fixture
def repository(workspace: Path, command) -> Path:
    """The workspace under git and DVC, with a copy of the cells and a plugin that nobody uses on the path."""
    site = workspace.parent / "site"
    cells = Path(import_module("unrolled_cells").__file__ or "").parent
    shutil.copytree(cells, site / "unrolled_cells", ignore=shutil.ignore_patterns("__pycache__"))
    (site / "unused.py").write_text("")
    bump(site, "1.0")
    for words in (["git", "init", "-q"], ["dvc", "init", "-q"], ["unrolled", "dvc"]):
        command(*words)
    return workspace


def bump(site: Path, version: str) -> None:
    """Give the plugin that nobody uses another version."""
    info = site / "unused-1.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: unused\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("[unrolled]\nmain = unused\n")


def reran(output: str) -> list[str]:
    """Return the stages that a repro ran, the lock stage left out."""
    return [name for name in STAGES if f"Running stage '{name}'" in output]


def test_a_repro_reruns_what_changed_and_what_follows_it_and_nothing_else(repository: Path, command) -> None:
    site = repository.parent / "site"
    path = {"PYTHONPATH": str(site)}
    assert reran(command("dvc", "repro", **path).stdout) == STAGES
    assert reran(command("dvc", "repro", **path).stdout) == []
    bump(site, "2.0")
    assert reran(command("dvc", "repro", **path).stdout) == []
    lstm = site / "unrolled_cells" / "lstm_cell.py"
    lstm.write_text(lstm.read_text() + "\n# edited\n")
    assert reran(command("dvc", "repro", **path).stdout) == ["train", "evaluate", "report"]
    status = command("dvc", "status", "dvc.yaml", **path).stdout
    assert [line for line in status.split("\n") if line and not line.startswith((" ", "\t"))] == ["lock:"]


def test_a_stage_under_a_stale_pipeline_refuses_to_run(repository: Path, command) -> None:
    params = repository / "params.yaml"
    params.write_text(params.read_text().replace("path: reviews.csv", "path: other.csv"))
    done = command("unrolled", "stage", "data", check=False)
    assert done.returncode == 2
    assert "See: unrolled dvc" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stage_refuses_code_that_the_lock_does_not_describe(repository: Path, command) -> None:
    command("unrolled", "lock")
    lock = repository / "plugins.lock.yaml"
    lock.write_text(lock.read_text().replace("version: 0.1.0", "version: 0.0.9", 1))
    done = command("unrolled", "stage", "data", check=False)
    assert done.returncode == 2
    assert "See: unrolled lock" in done.stderr


@pytest.mark.slow
def test_an_experiment_of_dvc_and_a_run_with_the_same_values_give_the_same_scores(repository: Path, command) -> None:
    twin = Path(shutil.copytree(repository, repository.parent / "twin"))
    for words in (["git", "add", "-A"], ["git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "first"]):
        command(*words)
    command("dvc", "exp", "run", "-S", "cell.name=gru", "-S", "train.epochs=1")
    unrolled.run(twin / "params.yaml", ["cell.name=gru", "train.epochs=1"])
    metrics = Path("outputs", "evaluate", "metrics.json")
    assert (repository / metrics).read_bytes() == (twin / metrics).read_bytes()
