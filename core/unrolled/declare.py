"""The decorators that turn a builder into a component, one a kind, each typed as its kind's builder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from unrolled.component import Component, Part, Surroundings
from unrolled.config import Config
from unrolled.contracts import TOKENIZED, FieldKind
from unrolled.errors import Problem

if TYPE_CHECKING:
    from unrolled.contracts import (
        Cell,
        Dataset,
        Embedding,
        Encoder,
        FrameTokenizer,
        Input,
        Run,
        Schema,
        Scorer,
        Task,
        Tokenizer,
        Tracker,
    )

C_contra = TypeVar("C_contra", bound=Config, contravariant=True)


class _CellBuilder(Protocol[C_contra]):
    def __call__(self, config: C_contra, /, *, input_size: int) -> Cell: ...


class _EmbeddingBuilder(Protocol[C_contra]):
    def __call__(self, config: C_contra, /, *, vocab_size: int) -> Embedding: ...


class _ScorerBuilder(Protocol[C_contra]):
    def __call__(self, config: C_contra, /, *, query_size: int, key_size: int) -> Scorer: ...


class _TaskBuilder(Protocol[C_contra]):
    def __call__(
        self, config: C_contra, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
    ) -> Task: ...


class _TrackerBuilder(Protocol[C_contra]):
    def __call__(self, config: C_contra, /, *, run: Run) -> Tracker: ...


def dataset(
    name: str, config: type[C_contra], *, libraries: tuple[str, ...] = ()
) -> Callable[[Callable[[C_contra], Dataset]], Component]:
    """Declare a dataset; the builder takes its config.

    Args:
        name: kebab-case.
        config: the class of its fields.
        libraries: distributions whose version changes what is read.
    """
    return lambda build: Component("dataset", name, config, build, libraries)


def tokenizer(
    name: str,
    config: type[C_contra],
    *,
    reads: tuple[FieldKind, ...] = TOKENIZED,
    inputs: Callable[[C_contra], tuple[str, ...]] = lambda _config: (),
    libraries: tuple[str, ...] = (),
) -> Callable[[Callable[[C_contra], Tokenizer | FrameTokenizer]], Component]:
    """Declare a tokenizer; the builder takes its config.

    Args:
        name: kebab-case.
        config: the class of its fields.
        reads: the field kinds that it can serve; ``("frames",)`` for one that turns series into frames.
        inputs: the local files that ``fit`` reads, as the config names them; they become DVC dependencies.
        libraries: distributions whose version changes the ids.
    """
    return lambda build: Component("tokenizer", name, config, build, libraries, reads=reads, inputs=inputs)


def embedding(
    name: str,
    config: type[C_contra],
    *,
    inputs: Callable[[C_contra], tuple[str, ...]] = lambda _config: (),
    check: Callable[[C_contra], None] = lambda _config: None,
    libraries: tuple[str, ...] = (),
) -> Callable[[_EmbeddingBuilder[C_contra]], Component]:
    """Declare an embedding; the builder takes its config and ``vocab_size``.

    Args:
        name: kebab-case.
        config: the class of its fields.
        inputs: the local files that the learner reads, as the config names them; they become DVC dependencies.
        check: raises a DataError or a ConfigError where one of these files, which is there, does not fit the config.
        libraries: distributions whose version changes the vectors.
    """
    return lambda build: Component("embedding", name, config, build, libraries, inputs=inputs, check=check)


def cell(
    name: str,
    config: type[C_contra],
    *,
    recurrent: bool = True,
    fused: bool | Callable[[C_contra], bool] = False,
    libraries: tuple[str, ...] = (),
) -> Callable[[_CellBuilder[C_contra]], Component]:
    """Declare a cell; the builder takes its config and ``input_size``.

    Args:
        name: kebab-case.
        config: the class of its fields.
        recurrent: False for an encoder that gives ``sequence`` and has no ``step``.
        fused: True for a cell that gives ``sequence`` besides ``step``; a function of the config where some do.
        libraries: distributions whose version changes what the cell computes.
    """
    return lambda build: Component("cell", name, config, build, libraries, recurrent, fused if recurrent else True)


def scorer(
    name: str, config: type[C_contra], *, libraries: tuple[str, ...] = ()
) -> Callable[[_ScorerBuilder[C_contra]], Component]:
    """Declare an attention scorer; the builder takes its config, ``query_size`` and ``key_size``.

    Args:
        name: kebab-case.
        config: the class of its fields.
        libraries: distributions whose version changes the scores.
    """
    return lambda build: Component("scorer", name, config, build, libraries)


@overload
def task(
    name: str,
    config: type[C_contra],
    *,
    roles: Mapping[str, tuple[FieldKind, ...]],
    optional: tuple[str, ...] = (),
    refuses: Callable[[C_contra, Surroundings], Iterable[Problem]] = lambda _config, _around: (),
    libraries: tuple[str, ...] = (),
) -> Callable[[_TaskBuilder[C_contra]], Component]: ...
@overload
def task(
    name: str,
    config: type[C_contra],
    *,
    roles: Mapping[str, tuple[FieldKind, ...]],
    optional: tuple[str, ...] = (),
    parts: tuple[Part, ...] | Callable[[C_contra], tuple[Part, ...]],
    refuses: Callable[[C_contra, Surroundings], Iterable[Problem]] = lambda _config, _around: (),
    libraries: tuple[str, ...] = (),
) -> Callable[[Callable[..., Task]], Component]: ...
def task(
    name: str,
    config: type[Config],
    *,
    roles: Mapping[str, tuple[FieldKind, ...]],
    optional: tuple[str, ...] = (),
    parts: tuple[Part, ...] | Callable[[Any], tuple[Part, ...]] = (),
    refuses: Callable[[Any, Surroundings], Iterable[Problem]] = lambda _config, _around: (),
    libraries: tuple[str, ...] = (),
) -> Callable[[Callable[..., Task]], Component]:
    """Declare a task; the builder takes its config, ``encoder``, ``inputs`` (by role), ``schema`` and its parts.

    Args:
        name: kebab-case.
        config: the class of its fields.
        roles: role (``input``, ``target``, ...) to the field kinds that can fill it; the ``input`` role is what
            the encoder reads.
        optional: roles that are filled where the data has a field of their name, and else missing in ``inputs``.
        parts: what the builder takes besides: ``decoder``, which makes a decoder for an input width; ``scorer``,
            which makes an attention scorer for the widths of query and key, or is None where none is configured. A
            function of the config where only some need them.
        refuses: yields a Problem for all that a config cannot be built with, as ``unrolled check`` knows it; its place
            is the dotted name of a value.
        libraries: distributions whose version changes what the task computes.
    """
    return lambda build: Component(
        "task", name, config, build, libraries, roles=roles, optional=optional, parts=parts, refuses=refuses
    )


def tracker(name: str, config: type[C_contra]) -> Callable[[_TrackerBuilder[C_contra]], Component]:
    """Declare a tracker; the builder takes its config and ``run``.

    Args:
        name: kebab-case, the key under ``track:``.
        config: the class of its fields.
    """
    return lambda build: Component("tracker", name, config, build)
