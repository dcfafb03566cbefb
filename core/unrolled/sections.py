"""The sections of params.yaml that the host owns, and that no plugin declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled.config import Config
from unrolled.errors import Problem
from unrolled.ranges import Tune

Backend = Literal["auto", "engine", "hoisted", "fused"]
Resolved = Literal["engine", "hoisted", "fused"]


class UnrollConfig(Config):
    """How a cell is unrolled over time."""

    num_layers: Annotated[int, Field(ge=1, le=64), Tune(1, 4)] = 1
    """cells stacked on one another"""
    bidirectional: bool = False
    """run a second cell from the end to the start and join the outputs"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of features dropped from the encoder's input and between its layers"""
    recurrent_dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """share of the state dropped, the same features at every step of a sequence"""
    truncate: Annotated[int, Field(ge=1)] | None = None
    """steps after which the state is detached (truncated backpropagation); null: never"""
    backend: Backend = "auto"
    """engine: the step compiled; hoisted: a Python loop; fused: the cell's own kernel; auto: the fastest there is"""

    @property
    def one_way(self) -> Self:
        """The same for a decoder, which cannot run from the end to the start."""
        return self.model_copy(update={"bidirectional": False})

    def resolved(self, *, fused: bool, recurrent: bool, compiles: bool) -> Resolved:
        """Return the backend that ``auto`` stands for: the fastest that can do what the section asks for.

        The engine comes first: it is as fast as torch's kernels on full batches and several times as fast on
        sequences of varied lengths (benchmarks/RESULTS.md).

        Args:
            fused: whether the cell brings a ``sequence`` of its own.
            recurrent: whether the cell has a ``step``.
            compiles: whether its step can be compiled for the device, here and now.
        """
        if self.backend != "auto":
            return self.backend
        if recurrent and compiles:
            return "engine"
        return "fused" if not recurrent or (fused and not self.recurrent_dropout) else "hoisted"

    def refusals(self, whose: str, *, fused: bool, recurrent: bool, device: str) -> Iterator[Problem]:
        """Yield what the section asks for in vain, with the dotted name of the value as its place.

        Args:
            whose: the cell, as messages call it.
            fused: whether it brings a ``sequence`` of its own.
            recurrent: whether it has a ``step``.
            device: ``cpu`` or ``cuda``.
        """
        # ``auto`` asks nothing in vain of a compiler, so that the answer is the same on a machine without one.
        backend = self.resolved(fused=fused, recurrent=recurrent, compiles=False)
        if backend == "fused" and not fused:
            yield Problem(f"{whose} has no kernel of its own for these fields", "unroll.backend", nearest="auto")
        if backend != "fused" and not recurrent:
            yield Problem(f"{whose} has no step to unroll", "unroll.backend", nearest="auto")
        if backend == "engine" and device != "cpu":
            yield Problem("the engine compiles for the CPU", "unroll.backend", nearest="auto")
        if self.truncate is not None and not recurrent:
            yield Problem(f"{whose} has no step, so no gradient through time to truncate", "unroll.truncate")
        if backend == "fused" and self.recurrent_dropout:
            what = "reaches into the state between two steps, which a fused kernel keeps to itself"
            instead = "backend=auto" if recurrent else "recurrent_dropout=0"
            yield Problem(what, "unroll.recurrent_dropout", command=f"unrolled run unroll.{instead}")


class TrainConfig(Config):
    """How a task is trained."""

    device: Literal["cpu", "cuda"] = "cpu"
    """what to train and predict on; part of the result, so never taken from the machine"""
    devices: Annotated[int, Field(ge=1, le=1024)] = 1
    """processes that train together on one machine, each with a GPU of its own where the device is cuda"""
    num_nodes: Annotated[int, Field(ge=1, le=65_536)] = 1
    """machines that train together; each runs ``unrolled stage train``"""
    epochs: Annotated[int, Field(ge=1, le=100_000)] = 10
    """passes over the training split"""
    batch_size: Annotated[int, Field(ge=1, le=1_000_000), Tune(16, 256, log=True)] = 64
    """sequences a step, shared out over all processes"""
    optimizer: Literal["adam", "adamw", "sgd"] = "adam"
    """torch.optim's Adam, AdamW or SGD with momentum 0.9"""
    learning_rate: Annotated[float, Field(gt=0, le=100), Tune(1e-4, 1e-1, log=True)] = 1e-3
    """of every parameter that has no rate of its own"""
    embedding_learning_rate: Annotated[float, Field(gt=0, le=100)] | None = None
    """of the embedding's vectors; null: learning_rate"""
    fine_tune_after: Annotated[int, Field(ge=0)] | None = 0
    """epochs after which training changes the embedding's vectors too; 0: from the start; null: never"""
    schedule: Literal["constant", "linear", "cosine", "plateau"] = "constant"
    """of the rates: linear, cosine: to 0 at the last step; plateau: halved after an epoch that was no new best"""
    warmup_steps: Annotated[int, Field(ge=0)] = 0
    """optimiser steps in which the rates rise to their full size"""
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.0
    """as the optimizer defines it"""
    clip_norm: Annotated[float, Field(gt=0)] | None = 1.0
    """gradients longer than this are scaled down to it; null: never"""
    checkpoint_every: Annotated[int, Field(ge=1)] = 500
    """optimiser steps between two checkpoints"""
    probe_every: Annotated[int, Field(ge=1)] | None = 2000
    """optimiser steps between two measurements of gradient flow, the first before training; null: never"""
    non_finite: Annotated[str, Field(pattern=r"stop|off|skip:[1-9][0-9]{0,5}")] = "stop"
    """at a loss or gradient that is not finite: stop (exit 7), skip:K (at most K steps in a row), off"""

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if self.processes > self.batch_size:
            what = f"batch_size {self.batch_size} leaves some of {self.processes} processes"
            raise ValueError(f"{what} (devices x num_nodes) without a sequence")
        return self

    @property
    def looks_ahead(self) -> bool:
        """Whether a training's first steps depend on how many will follow."""
        return self.schedule in {"linear", "cosine"}

    @property
    def processes(self) -> int:
        """How many processes train together."""
        return self.devices * self.num_nodes


class VectorsConfig(Config):
    """What the vectors that are learned before the task are scored on."""

    similarity: tuple[str, ...] = ()
    """files of word pairs with people's scores (WordSim-353, SimLex-999, MEN, ...), from the folder of params.yaml"""
    analogies: tuple[str, ...] = ()
    """files of analogies by section, as word2vec's questions-words.txt"""
    method: Literal["3cosadd", "3cosmul"] = "3cosadd"
    """how answers to analogies are scored"""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.files:
            raise ValueError("names no file of word pairs (similarity) and none of analogies (analogies)")
        return self

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        return (*self.similarity, *self.analogies)
