"""The model of an experiment: embedding, encoder and task, built from its components.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from unrolled.component import Part
from unrolled.contracts import TOKENIZED, Cell, Embedding, FieldKind, FrameTokenizer, Input, Schema, Scorer, Tokenizer
from unrolled.lock import cell_identity
from unrolled.params import Experiment, Selected
from unrolled.runtime.unroll import UnrolledEncoder, build_encoder
from unrolled.sections import UnrollConfig

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from unrolled.runtime.task import SequenceTask


def build_task(
    experiment: Experiment,
    schema: Schema,
    tokenizers: Mapping[str, Tokenizer],
    vectors: Mapping[str, NDArray[np.float32]],
    frame_sizes: Mapping[str, int],
) -> SequenceTask:
    """Build the task of an experiment with fresh weights; the caller has seeded torch.

    Args:
        experiment: the components and their wiring.
        schema: what the data stage found.
        tokenizers: by slot, fitted.
        vectors: learned vectors_VE by embedding slot.
        frame_sizes: width of each field of kind frames.

    Returns:
        The task, a Lightning module that holds all weights.

    Raises:
        PluginError: a builder raised something that is no error of ours.
    """
    parts = _Parts(experiment, schema, tokenizers, vectors, frame_sizes)
    inputs = {role: parts.input(field) for role, field in experiment.roles.items()}
    encoder = _unrolled(experiment.cell(), experiment.unroll, inputs["input"].size)
    selected = experiment.components["task"]
    more = _more_parts(experiment, selected.parts)
    task = cast("SequenceTask", selected.build(encoder=encoder, inputs=inputs, schema=schema, **more))
    task.embedding_layers = parts.embedding_layers
    return task


def _unrolled(cell: Selected, unroll: UnrollConfig, input_size: int) -> UnrolledEncoder:
    def make_cell(size: int) -> Cell:
        return cast("Cell", cell.build(input_size=size))

    return build_encoder(make_cell, input_size, unroll, cell_identity(cell))


def _more_parts(experiment: Experiment, parts: Sequence[Part]) -> dict[str, Any]:
    """Return what builds the parts that a task has besides its encoder, by the builder's argument."""
    more: dict[str, Any] = {}
    if "decoder" in parts:
        more["decoder"] = partial(_unrolled, experiment.cell("decoder"), experiment.unroll.one_way)
    if "scorer" in parts:
        chosen = experiment.components.get("scorer")
        more["scorer"] = None if chosen is None else partial(_scorer, chosen)
    return more


def _scorer(chosen: Selected, query_size: int, key_size: int) -> Scorer:
    return cast("Scorer", chosen.build(query_size=query_size, key_size=key_size))


class _Parts:
    """Inputs of a task; fields that share an embedding slot and a vocabulary share the layer and its weights."""

    def __init__(
        self,
        experiment: Experiment,
        schema: Schema,
        tokenizers: Mapping[str, Tokenizer],
        vectors: Mapping[str, NDArray[np.float32]],
        frame_sizes: Mapping[str, int],
    ) -> None:
        self._experiment = experiment
        self._schema = schema
        self._tokenizers = tokenizers
        self._vectors = vectors
        self._frame_sizes = frame_sizes
        self._layers: dict[tuple[str, str], tuple[torch.nn.Module, int]] = {}

    @property
    def embedding_layers(self) -> tuple[torch.nn.Module, ...]:
        """The layers that were built so far."""
        return tuple(layer for layer, _ in self._layers.values())

    def input(self, field: str) -> Input:
        """Return a field as the task sees it."""
        kind = self._schema.fields[field]
        tokenizer_slot = self._experiment.slot("tokenizer", field)
        slot = self._experiment.slot("embedding", field)
        if kind in TOKENIZED and tokenizer_slot and slot:
            layer, size = self._layer(slot, tokenizer_slot)
            return Input(field, kind, self._tokenizers[tokenizer_slot], layer, size)
        return Input(field, kind, None, None, self._frame_sizes.get(field, 0), self._frames(kind, tokenizer_slot))

    def _frames(self, kind: FieldKind, tokenizer_slot: str | None) -> FrameTokenizer | None:
        """Return what makes frames of a series, where a tokenizer does."""
        if kind != "frames" or tokenizer_slot is None:
            return None
        component = self._experiment.components[tokenizer_slot].located.component
        return cast("FrameTokenizer", self._tokenizers[tokenizer_slot]) if kind in component.reads else None

    def _layer(self, slot: str, tokenizer_slot: str) -> tuple[torch.nn.Module, int]:
        if (slot, tokenizer_slot) not in self._layers:
            vocab_size = self._tokenizers[tokenizer_slot].vocab_size
            selected = self._experiment.components[slot]
            embedding = cast("Embedding", selected.build(vocab_size=vocab_size))
            self._layers[slot, tokenizer_slot] = embedding.module(self._vectors.get(slot)), embedding.dim
        return self._layers[slot, tokenizer_slot]
