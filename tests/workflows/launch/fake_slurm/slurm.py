"""A SLURM of one machine: sbatch, squeue, scontrol and srun, for tests that preempt real processes.

A job is a directory under ``$FAKE_SLURM``. ``sbatch`` leaves a controller behind, which starts the batch script in a
process group of its own, sends USR1 to its shell alone where the file ``preempt`` appears, starts it again where
``scontrol requeue`` was called, and kills what a script leaves behind, as SLURM does.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(os.environ["FAKE_SLURM"])
KNOWN = {
    *("job-name", "output", "open-mode", "time", "signal", "requeue", "nodes", "ntasks-per-node", "cpus-per-task"),
    *("gpus-per-node", "mem", "partition", "account", "qos"),
}
POLL, KILL_WAIT = 0.02, 5.0


def sbatch(arguments: list[str]) -> int:
    """Take a batch script in."""
    *options, file = arguments
    folder = next(option.partition("=")[2] for option in options if option.startswith("--chdir="))
    text = Path(file).read_text()
    asked = dict(re.findall(r"^#SBATCH --([\w-]+)=?(.*)$", text, re.MULTILINE))
    if strange := asked.keys() - KNOWN:
        sys.stderr.write(f"sbatch: error: Invalid option {strange}\n")
        return 1
    number = 1000 + len(list(ROOT.glob("[0-9]*")))
    job = ROOT / str(number)
    job.mkdir()
    (job / "script").write_text(text)
    (job / "job.json").write_text(json.dumps({"chdir": folder, "asked": asked}))
    (job / "state").write_text("PENDING")
    with (job / "controller.log").open("w") as log:
        command = [sys.executable, __file__, "controller", str(number)]
        child = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    (job / "controller").write_text(str(child.pid))
    sys.stdout.write(f"Submitted batch job {number}\n")
    return 0


def controller(arguments: list[str]) -> int:
    """Start a job, again and again while it is put in line again."""
    job = ROOT / arguments[0]
    restarts = 0
    while True:
        (job / "requeue").unlink(missing_ok=True)
        code = run(job, restarts)
        if not (job / "requeue").exists():
            break
        restarts += 1
    (job / "state").write_text("COMPLETED" if code == 0 else f"FAILED {code}")
    return 0


def run(job: Path, restarts: int) -> int:
    """Run the batch script once."""
    described = json.loads((job / "job.json").read_text())
    asked, nodes = described["asked"], int(described["asked"]["nodes"])
    variables = {
        "SLURM_JOB_ID": job.name,
        "SLURM_JOB_NUM_NODES": str(nodes),
        "SLURMD_NODENAME": "n1",
        "SLURM_JOB_NODELIST": ",".join(f"n{node}" for node in range(1, nodes + 1)),
        **({"SLURM_RESTART_COUNT": str(restarts)} if restarts else {}),
    }
    output = Path(described["chdir"]) / asked["output"].replace("%j", job.name)
    with output.open("a" if asked["open-mode"] == "append" else "w") as log:
        shell = subprocess.Popen(
            ["bash", str(job / "script")],
            cwd=described["chdir"],
            env={**os.environ, **variables},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (job / "pid").write_text(str(shell.pid))
    (job / "state").write_text("RUNNING")
    watch(job, shell, int(asked["signal"].partition("@")[2]))
    with suppress(ProcessLookupError):
        os.killpg(shell.pid, signal.SIGKILL)
    return shell.returncode


def watch(job: Path, shell: subprocess.Popen[bytes], notice: int) -> None:
    """Signal a batch shell as it is asked to, until it has ended."""
    end = None
    while shell.poll() is None:
        if (job / "preempt").exists():
            (job / "preempt").unlink()
            shell.send_signal(signal.SIGUSR1)
            end = time.monotonic() + notice
        if (job / "requeue").exists() and end is None:
            os.killpg(shell.pid, signal.SIGTERM)
            end = time.monotonic() + KILL_WAIT
        if end is not None and time.monotonic() > end:
            shell.kill()
        time.sleep(POLL)


def scontrol(arguments: list[str]) -> int:
    """Put a job in line again."""
    action, number = arguments
    if action != "requeue" or not (ROOT / number).is_dir():
        sys.stderr.write(f"scontrol: error: {arguments}\n")
        return 1
    (ROOT / number / "requeue").touch()
    return 0


def squeue(arguments: list[str]) -> int:
    """Say in which state a job is."""
    (number,) = arguments
    sys.stdout.write(f"{(ROOT / number / 'state').read_text()}\n")
    return 0


def srun(arguments: list[str]) -> int:
    """Run a command once for each task."""
    options = {}
    while arguments[0].startswith("--"):
        name, _, options[name] = arguments.pop(0).partition("=")
    tasks = [subprocess.Popen(arguments) for _ in range(int(options["--ntasks"]))]
    signal.signal(signal.SIGTERM, lambda *_: [task.terminate() for task in tasks] and None)
    return max(task.wait() for task in tasks)


if __name__ == "__main__":
    verb = {name: globals()[name] for name in ("sbatch", "controller", "scontrol", "squeue", "srun")}[sys.argv[1]]
    sys.exit(verb(sys.argv[2:]))
