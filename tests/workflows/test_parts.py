"""A pipeline whose training runs in several processes, on one node or on two."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from unrolled.errors import ResourceError
from unrolled.sections import TrainConfig
from unrolled_workflows.stages.train import build

SMALL = Path(__file__).parents[1] / "small_experiment"
SETTINGS = "  devices: 2\n  checkpoint_every: 3\n"
PAUSE = "train.checkpoint.done:delay:8@2"


def start(workspace, *words, **environment):
    """Start a command in a workspace."""
    command = [sys.executable, "-m", "unrolled", *words]
    return subprocess.Popen(
        command, cwd=workspace, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
    )


def run(workspace, *words, **environment):
    """Run a command in a workspace; return its exit code and what it said of errors."""
    process = start(workspace, *words, **environment)
    said = process.communicate()[1]
    return process.returncode, said


def members_of(pid):
    """Return the process ids of the ranks that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if b"unrolled_workflows.stages.parts" in stat.with_name("cmdline").read_bytes() and parent == pid:
                found.append(int(stat.parent.name))
    return found


def lives(pid):
    """Say whether a process still runs."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def digest(workspace):
    """Return the digest of a trained model and its curves."""
    train = workspace / "outputs" / "train"
    return hashlib.sha256((train / "model.safetensors").read_bytes() + (train / "curves.csv").read_bytes()).hexdigest()


def place(folder, settings=SETTINGS):
    """Return a workspace whose training has the settings."""
    workspace = Path(shutil.copytree(SMALL, folder / "workspace"))
    params = workspace / "params.yaml"
    params.write_text(params.read_text() + settings)
    return workspace


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the digest of a training in two processes that nobody disturbed."""
    workspace = place(tmp_path_factory.mktemp("whole"))
    assert run(workspace, "run") == (0, "")
    return digest(workspace)


@pytest.mark.slow
@pytest.mark.fault("F01")
@pytest.mark.parametrize(
    ("end", "code", "message"),
    [
        pytest.param(("member", signal.SIGKILL), 6, "error: rank 1 of 2 (pid", id="a rank is killed"),
        pytest.param(("first", signal.SIGKILL), -signal.SIGKILL, "", id="the rank that writes is killed"),
        pytest.param(("first", signal.SIGTERM), 143, "error: SIGTERM stopped the training", id="it is asked to stop"),
    ],
)
def test_a_training_of_two_processes_that_was_ended_goes_on_to_the_same_bytes(whole, tmp_path, end, code, message):
    workspace = place(tmp_path)
    process = start(workspace, "run", UNROLLED_FAULT=PAUSE)
    while not list(workspace.glob(".unrolled/work/train-*/checkpoints/step-00000006")):
        assert process.poll() is None
        time.sleep(0.02)
    (member,) = members_of(process.pid)
    target, signum = end
    os.kill({"member": member, "first": process.pid}[target], signum)
    said = process.communicate()[1]
    assert (process.returncode, said.startswith(message)) == (code, True), said
    while lives(member):  # the kernel ends it once its parent is gone
        time.sleep(0.02)
    assert run(workspace, "run") == (0, "")
    assert digest(workspace) == whole


@pytest.mark.slow
def test_two_nodes_train_what_one_node_with_two_processes_trains(whole, tmp_path):
    workspace = place(tmp_path, SETTINGS.replace("devices", "num_nodes"))
    for stage in ("lock", "dvc", "stage data", "stage tokens", "stage embedding"):
        assert run(workspace, *stage.split()) == (0, "")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    cluster = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "GLOO_SOCKET_IFNAME": "lo"}
    nodes = [start(workspace, "stage", "train", **cluster, NODE_RANK=str(node)) for node in (1, 0)]
    assert [(node.communicate()[1], node.returncode) for node in nodes] == [("", 0)] * 2
    assert digest(workspace) == whole
    assert len(list(workspace.glob(".unrolled/runs/*-train-*"))) == 1


def test_a_node_that_does_not_write_refuses_to_run_a_whole_pipeline(monkeypatch):
    for name, value in {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1", "NODE_RANK": "1"}.items():
        monkeypatch.setenv(name, value)
    context = SimpleNamespace(experiment=SimpleNamespace(train=TrainConfig(num_nodes=2)))
    with pytest.raises(ResourceError, match=r"this is node 1 of a training; .* See: unrolled stage train"):
        build(context)
