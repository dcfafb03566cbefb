"""What a trial costs beyond its own training: our search against plain Ray Tune with OptunaSearch, two workers each.

A training of one second is five waits of a fifth of it, the same on both sides. Ours trains a tiny model around them,
through the stages of the pipeline, with checkpoints and manifests; Tune's trainable imports torch and Lightning, as a
user's would, and does nothing but wait and report. The whole command counts, from its start to its end.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from children import in_child
from interleaved import seconds_of
from table import Row

TRIALS, WORKERS, EPOCHS, PAUSE, GOAL = 64, 2, 5, 0.2, 0.25
PLUGIN = f"""
import time

from unrolled import hookimpl


@hookimpl
def callbacks(run):
    from pytorch_lightning.callbacks import LambdaCallback

    return [LambdaCallback(on_train_epoch_end=lambda trainer, task: time.sleep({PAUSE}))]
"""
EXPERIMENT: Mapping[str, Any] = {
    "plugins": ["./pause.py"],
    "seed": 1,
    "threads": 1,
    "data": {
        "name": "files",
        "path": "reviews.csv",
        "fields": {"text": {"column": "text", "kind": "text"}, "label": {"column": "label", "kind": "label"}},
    },
    "tokenizer": {"name": "word"},
    "embedding": {"name": "learned", "dim": 6},
    "cell": {"name": "lstm", "hidden_size": 5},
    "task": {"name": "classification"},
    "train": {"epochs": EPOCHS, "batch_size": 32},
    "search": {
        "space": {"train.learning_rate": "tune", "unroll.dropout": "tune"},
        "trials": TRIALS,
        "pruner": "none",
    },
}


def ours() -> None:
    """Search by the command."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "params.yaml").write_text(json.dumps(EXPERIMENT), encoding="utf-8")
        (folder / "pause.py").write_text(PLUGIN, encoding="utf-8")
        write_reviews(folder / "reviews.csv")
        command = ["unrolled", "search", "--workers", str(WORKERS)]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def write_reviews(path: Path) -> None:
    """Write 160 sentences, half of them good.

    Args:
        path: of the table.
    """
    drawn, common = random.Random(1), ["the", "film", "plot", "cast", "end", "is"]
    words = {"good": ["wonderful", "moving"], "bad": ["dreadful", "empty"]}
    rows = [
        f"{' '.join(drawn.choices(common, k=5))} {drawn.choice(words[label])} {number},{label}"
        for number in range(80)
        for label in words
    ]
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")


def plain_tune(trials: int) -> None:
    """Search as Ray Tune's guide does, on a Ray of its own; what it prints goes where errors go.

    Args:
        trials: configurations.
    """
    import ray
    from ray import tune
    from ray.tune.search.optuna import OptunaSearch

    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as place:
        ray.init(address="local", num_cpus=WORKERS)
        tune.Tuner(
            trainable,
            param_space={"learning_rate": tune.loguniform(1e-4, 1e-1), "dropout": tune.uniform(0, 0.6)},
            tune_config=tune.TuneConfig(metric="loss", mode="min", num_samples=trials, search_alg=OptunaSearch()),
            run_config=tune.RunConfig(storage_path=place, verbose=0),
        ).fit()
        ray.shutdown()


def trainable(config: Mapping[str, float]) -> None:
    """Wait as long as a training takes.

    Args:
        config: drawn by Tune.
    """
    import pytorch_lightning  # noqa: F401 # pyright: ignore[reportUnusedImport] - as a user's trainable does
    from ray import tune

    for epoch in range(EPOCHS):
        time.sleep(PAUSE)
        tune.report({"loss": config["learning_rate"] / (epoch + 1)})


def overhead(seconds: float) -> float:
    """Return the seconds of a worker that a trial took beyond its training.

    Args:
        seconds: of the whole search.
    """
    return (seconds * WORKERS - TRIALS * EPOCHS * PAUSE) / TRIALS


def measure() -> Iterator[Row]:
    """Yield the overheads and how they compare."""
    mine = overhead(seconds_of(ours))
    theirs = overhead(seconds_of(lambda: in_child(plain_tune, TRIALS)))
    yield Row(f"seconds a trial beyond its training of 1 s, {TRIALS} trials, {WORKERS} workers", "-", mine, None)
    yield Row("the same", "plain Ray Tune + OptunaSearch", theirs, None)
    yield Row("overhead, share of theirs", "plain Ray Tune + OptunaSearch", mine / theirs, GOAL, lower=True)
