import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from unrolled_workflows.launch.rendered import Rendered
from unrolled_workflows.launch.slurm import render
from unrolled_workflows.launch.spec import Cluster

ONE_NODE = """\
name: test
workspace: WORKSPACE
workers: [{name: cpu, count: 1, cpus: 2, trials: 2}]
slurm: {time: '10:00'}
"""
THREE_NODES = ONE_NODE.replace("count: 1", "count: 3")


def submit(slurm, cluster, folder: Path) -> Path:
    rendered: Rendered = render(cluster, folder)
    for path, text in rendered.files.items():
        path.write_text(text)
    (command,) = rendered.commands
    return slurm.submit(command)


def starts(folder: Path) -> list[str]:
    """Return from where each start of the search went on, with its arguments."""
    return (folder / "starts").read_text().splitlines()


def is_halfway(folder: Path):
    return lambda: (folder / "counter").exists() and (folder / "counter").read_text() == "5"


def ray_calls(folder: Path) -> list[dict]:
    calls = folder / "ray-calls"
    return [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """Return Ray's token, where the home of the jobs has it."""
    path = tmp_path / ".ray" / "auth_token"
    path.parent.mkdir()
    path.write_text("canary-of-a-token")
    return path


@pytest.fixture
def three_nodes(cluster_of, token) -> Cluster:
    """Return a cluster of three nodes, with its token."""
    return cluster_of(THREE_NODES)


def test_a_preempted_job_is_put_in_line_again_once_and_goes_on_from_where_it_was(slurm, cluster_of, tmp_path) -> None:
    job = submit(slurm, cluster_of(ONE_NODE), tmp_path)
    slurm.wait_for(is_halfway(tmp_path), job)
    (job / "preempt").touch()
    assert slurm.end_of(job) == "COMPLETED"
    search = "search --executor local --workers 2"
    assert starts(tmp_path) == [f"0 {search}", f"5 {search}"]
    assert (tmp_path / "counter").read_text() == "10"


def test_a_job_that_is_cancelled_is_not_put_in_line_again(slurm, cluster_of, tmp_path) -> None:
    job = submit(slurm, cluster_of(ONE_NODE), tmp_path)
    slurm.wait_for(is_halfway(tmp_path), job)
    os.kill(int((job / "pid").read_text()), signal.SIGTERM)
    assert slurm.end_of(job) == "FAILED 143"
    assert len(starts(tmp_path)) == 1


def test_a_search_that_finished_with_failed_trials_is_not_started_again(slurm, cluster_of, tmp_path) -> None:
    (tmp_path / "counter").write_text("5")
    slurm.environment["SEARCH_ENDS_WITH"] = "9"
    job = submit(slurm, cluster_of(ONE_NODE), tmp_path)
    assert slurm.end_of(job) == "FAILED 9"
    assert len(starts(tmp_path)) == 1


def test_several_nodes_join_a_new_head_on_the_first_at_every_start(slurm, three_nodes, tmp_path) -> None:
    job = submit(slurm, three_nodes, tmp_path)
    slurm.wait_for(is_halfway(tmp_path), job)
    slurm.wait_for(lambda: len(ray_calls(tmp_path)) == 3, job)
    (job / "preempt").touch()
    assert slurm.end_of(job) == "COMPLETED"
    calls = ray_calls(tmp_path)
    heads = [call["words"] for call in calls if "--head" in call["words"]]
    assert len(heads) == 2
    assert "--node-ip-address=192.0.2.7" in heads[0]
    address = f"192.0.2.7:{20000 + int(job.name)}"
    assert all(f"--address={address}" in call["words"] for call in calls if "--head" not in call["words"])
    search = f"search --executor ray --address {address} --workers 6"
    assert starts(tmp_path) == [f"0 {search}", f"5 {search}"]


@pytest.mark.fault("F35")
def test_every_start_of_ray_has_a_token_whose_value_stands_nowhere(slurm, three_nodes, tmp_path, token) -> None:
    job = submit(slurm, three_nodes, tmp_path)
    slurm.wait_for(lambda: len(ray_calls(tmp_path)) == 3, job)
    shown = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token)}
    assert [call["token"] for call in ray_calls(tmp_path)] == [shown] * 3
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != token]
    assert [path for path in written if "canary-of-a-token" in path.read_text()] == []


@pytest.mark.parametrize(
    ("seconds", "ends"), [("1000", ("COMPLETED", ["0", "5"])), ("0", ("FAILED 1", ["0"]))], ids=["old", "new"]
)
def test_a_lost_head_is_made_anew_where_it_had_lived(seconds, ends, slurm, three_nodes, tmp_path) -> None:
    alive = tmp_path / "head-is-alive"
    alive.touch()
    slurm.environment |= {"RAY_HEAD": str(alive), "SECONDS": seconds}
    job = submit(slurm, three_nodes, tmp_path)
    slurm.wait_for(is_halfway(tmp_path), job)
    slurm.wait_for(lambda: len(ray_calls(tmp_path)) == 3, job)
    head = next(call["pid"] for call in ray_calls(tmp_path) if "--head" in call["words"])
    os.kill(head, signal.SIGKILL)
    slurm.wait_for(lambda: not Path(f"/proc/{head}").exists(), job)  # it is gone before anyone misses it
    alive.unlink()
    assert (slurm.end_of(job), [line.split()[0] for line in starts(tmp_path)]) == ends


def test_without_a_token_no_ray_is_started(slurm, cluster_of, tmp_path) -> None:
    job = submit(slurm, cluster_of(THREE_NODES), tmp_path)
    assert slurm.end_of(job) == "FAILED 2"
    assert "there is no token of Ray's" in (tmp_path / f"test-{job.name}.log").read_text()
    assert ray_calls(tmp_path) == []


@pytest.mark.slow
def test_a_preempted_search_ends_in_the_table_of_one_that_was_not(slurm, cluster_of, workspace, tmp_path, cli) -> None:
    params = workspace / "params.yaml"
    section = "search:\n  trials: 6\n  pruner: none\n  space:\n    train.learning_rate: {low: 0.01, high: 0.1}\n"
    params.write_text(params.read_text().replace("epochs: 2", "epochs: 30") + section)
    preempted = Path(shutil.copytree(workspace, tmp_path / "preempted"))
    assert cli("search", "--workers", "1")[0] == 0
    slurm.provide("unrolled", f'exec {sys.executable} -m unrolled "$@"')
    slurm.environment["HOME"] = str(Path.home())  # compiled loops stand there
    job = submit(slurm, cluster_of(ONE_NODE.replace("WORKSPACE", str(preempted))), tmp_path)
    slurm.wait_for(lambda: any(b"ended" in path.read_bytes() for path in preempted.rglob("ledger.jsonl")), job)
    (job / "preempt").touch()
    assert slurm.end_of(job) == "COMPLETED", (preempted / f"test-{job.name}.log").read_text()
    assert "the search was stopped" in (preempted / f"test-{job.name}.log").read_text()
    table = Path("search", "trials.csv")
    assert (preempted / table).read_bytes() == (workspace / table).read_bytes()
