"""New text through a trained model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unrolled.contracts import encode_batch
from unrolled.errors import ConfigError, Problem
from unrolled_workflows.load import LoadedRun


def predict_texts(run: LoadedRun, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the trained model says of each text.

    Args:
        run: that has finished.
        texts: one a row.

    Raises:
        ConfigError: the run's input is no text.
    """
    from unrolled.runtime.prediction import predict_split
    from unrolled.runtime.splits import Split
    from unrolled_workflows.stages.artifacts import read_tokenizers

    field = run.experiment.roles["input"]
    slot = run.experiment.slot("tokenizer", field)
    if slot is None or run.experiment.fields[field] != "text":
        raise ConfigError(Problem(f"the input '{field}' of this run is {run.experiment.fields[field]}, not text"))
    tokenizer = read_tokenizers(run.workspace.output("tokens"), run.experiment)[slot]
    split = Split({field: encode_batch(tokenizer, texts)}, len(texts))
    return predict_split(run.task(), split, run.experiment.train.batch_size)
