"""The word vectors of a finished run, with the words beside them.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import TOKENIZED
from unrolled.errors import ConfigError, Problem
from unrolled_workflows.stages.artifacts import read_tokenizers, read_vectors, worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unrolled.vectors import WordVectors
    from unrolled_workflows.load import LoadedRun


def learned_words(run: LoadedRun) -> WordVectors:
    """Return the vectors of the words that the encoder reads: as they were before the task, else as it learned them.

    Args:
        run: that has finished.

    Raises:
        ConfigError: the encoder reads no words, or their vectors are not learned.
    """
    experiment, field = run.experiment, run.experiment.roles["input"]
    tokenizer_slot, slot = experiment.slot("tokenizer", field), experiment.slot("embedding", field)
    if tokenizer_slot is None or slot is None:
        raise ConfigError(Problem(f"the input '{field}' of this run is {experiment.fields[field]}, no words"))
    tokenizer = read_tokenizers(run.workspace.output("tokens"), experiment)[tokenizer_slot]
    vectors_VE = read_vectors(run.workspace.output("embedding"), experiment).get(slot)
    if vectors_VE is None:
        vectors_VE = _trained(run, field)
    return worded(tokenizer, vectors_VE)


def _trained(run: LoadedRun, field: str) -> NDArray[np.float32]:
    """Return the weights of the layer that serves a field; fields that share both slots share the layer."""
    experiment = run.experiment
    texts = [name for name in experiment.roles.values() if experiment.fields[name] in TOKENIZED]
    slots = [(experiment.slot("embedding", name), experiment.slot("tokenizer", name)) for name in texts]
    layer = run.task().embedding_layers[list(dict.fromkeys(slots)).index(slots[texts.index(field)])]
    weights = list(layer.parameters())
    if len(weights) != 1:
        name = experiment.components[slots[texts.index(field)][0] or ""].located.component.name
        raise ConfigError(Problem(f"the embedding '{name}' of this run has no table of vectors that were learned"))
    return weights[0].detach().numpy()
