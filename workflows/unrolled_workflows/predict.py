"""New text through a trained model.

Shapes: N ids of all texts, S texts, S1 one more than S.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    import numpy as np

    from unrolled.runtime.columns import Ragged
    from unrolled.runtime.prediction import predict_split
    from unrolled.runtime.splits import Split
    from unrolled_workflows.stages.artifacts import read_tokenizers

    field = run.experiment.roles["input"]
    slot = run.experiment.slot("tokenizer", field)
    if slot is None or run.experiment.fields[field] != "text":
        raise ConfigError(Problem(f"the input '{field}' of this run is {run.experiment.fields[field]}, not text"))
    tokenizer = read_tokenizers(run.workspace.output("tokens"), run.experiment)[slot]
    ids = [tokenizer.encode(text) for text in texts]
    offsets_S1 = np.cumsum([0, *map(len, ids)])
    values_N = np.array([token for sequence in ids for token in sequence], dtype=np.int32)
    split = Split({field: Ragged(values_N, offsets_S1)}, len(texts))
    return predict_split(run.task(), split, run.experiment.train.batch_size)
