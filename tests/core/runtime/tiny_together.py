"""The tiny training in several processes: run as a script, it forks the ranks of one training after another.

``python tiny_together.py DIR TRAININGS`` takes a JSON list of trainings, in which ``work`` names the directory of the
checkpoints, ``ranks`` the number of processes, ``make`` the task, ``act`` what one rank does at a step, and
``settings`` those of the ``train`` section. It prints a line of JSON a training: what each rank told, in their order.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytorch_lightning as pl
import torch
from tiny_training import Silence, TinyTask, UnrolledTask, digest, train

from unrolled.errors import UnrolledError
from unrolled.runtime.members import LostRankError
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.rendezvous import joined, meet
from unrolled.runtime.seeding import set_threads
from unrolled.runtime.tensors import save_tensors
from unrolled.runtime.together import Together
from unrolled.runtime.world import World


class DryTask(TinyTask):
    """Without dropout, so that it does not matter which rank an example is on."""

    def __init__(self):
        super().__init__()
        self.dropout = torch.nn.Identity()


class TokenTask(DryTask):
    """Its loss is a mean over tokens, of which ranks have different numbers."""

    def loss(self, batch):
        text = batch.fields["text"]
        y_BTH, _ = self.gru(self.embedding(text.values))
        there_BT = text.values != 0
        return y_BTH.sum(2)[there_BT].square().sum() / max(int(there_BT.sum()), 1)

    def weight(self, batch):
        return int((batch.fields["text"].values != 0).sum())


class PartialTask(DryTask):
    """Has a part that only examples at odd positions use, and one that none uses."""

    def __init__(self):
        super().__init__()
        self.odd, self.unused = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)

    def logits(self, batch):
        logits_B2, odd_B = super().logits(batch), batch.rows_B % 2 == 1
        if not odd_B.any():
            return logits_B2
        return torch.where(odd_B[:, None], self.odd(logits_B2), logits_B2)


class LostTask(DryTask):
    """Meets one loss that is not finite, on the rank that has example 7."""

    def loss(self, batch):
        return super().loss(batch) * (torch.nan if 7 in batch.rows_B and self.host.step >= 4 else 1)


class Acting(Silence):
    """Does something after some steps."""

    def __init__(self, steps, act):
        self.left, self.act = steps, act

    def advance(self, amount, **figures):
        self.left -= amount
        if self.left == 0:
            self.act()


class Stopper(pl.Callback):
    """Ends the training after its second epoch."""

    def on_validation_end(self, trainer, pl_module):
        trainer.should_stop = trainer.current_epoch == 1


ACTS = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "term": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
}
TASKS = {task.__name__: task for task in (DryTask, TokenTask, PartialTask, LostTask, TinyTask, UnrolledTask)}


def one_rank(folder, training, ranks):
    """Train, and return what there is to tell."""
    rank, steps, act = training.get("act", (-1, 0, "kill"))
    callbacks = [Stopper()] if training.get("stopper") == ranks.rank else []
    fitted = train(
        folder,
        folder / training["work"],
        make=TASKS[training.get("make", "TinyTask")],
        examples=training.get("examples", 80),
        progress=Acting(steps, ACTS[act]) if rank == ranks.rank else None,
        fit_options={"ranks": ranks, "callbacks": callbacks, "goes_on": training.get("goes_on", False)},
        **training.get("settings", {}),
    )
    if ranks.rank == 0:
        save_tensors(folder / f"{training['work']}.safetensors", fitted.state_dict)
    return {"digest": digest(fitted), "curves": fitted.curves}


def in_child(folder, training, rank, port):
    """Take part in a training with a process group, unless it is alone; rank 0 says by ``port`` where it listens."""
    size = training.get("ranks", 2)
    if size == 1:
        return one_rank(folder, training, Ranks())
    if rank:
        world, place = meet(World(rank, size, size, port=int(os.read(port[0], 8))))
    else:
        world, place = meet(World(rank, size, size))
        for _ in range(size - 1):
            os.write(port[1], f"{world.port:8}".encode())
    with joined(world, place, "cpu"):
        return one_rank(folder, training, Together(world))


def fork(folder, training, rank, port):
    """Train in a forked process that writes down what it tells; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 0
    try:
        told = in_child(folder, training, rank, port)
    except UnrolledError as error:
        told, code = {"error": str(error), "lost": isinstance(error, LostRankError)}, error.exit_code
    (folder / f"told-{rank}").write_text(json.dumps(told))
    os._exit(code)


def run(folder, training):
    """Return of each rank its exit code, negative for a signal, and what it told."""
    port, told = os.pipe(), []
    pids = [fork(folder, training, rank, port) for rank in range(training.get("ranks", 2))]
    for rank, pid in enumerate(pids):
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        found = folder / f"told-{rank}"
        told.append({"code": code, **(json.loads(found.read_text()) if found.exists() else {})})
        found.unlink(missing_ok=True)
    return told


if __name__ == "__main__":
    set_threads(1)
    for each in json.loads(sys.argv[2]):
        sys.stdout.write(json.dumps(run(Path(sys.argv[1]), each)) + "\n")
        sys.stdout.flush()
