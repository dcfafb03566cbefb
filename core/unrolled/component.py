"""A declared component: a name, a config class and a builder, and none of what the builder imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from unrolled.config import Config
from unrolled.contracts import TOKENIZED, FieldKind

if TYPE_CHECKING:
    from unrolled.errors import Problem
    from unrolled.sections import UnrollConfig

Kind = Literal["dataset", "tokenizer", "embedding", "cell", "scorer", "task", "tracker"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Part = Literal["decoder", "scorer"]
"""What a task is built from besides the encoder."""
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a task is to be built with, as far as params.yaml says before anything is built.

    Args:
        unroll: the section of that name.
        recurrent: whether the encoder's cell has a ``step``, and so a state.
        scorer: whether there is a section of that name.
    """

    unroll: UnrollConfig
    recurrent: bool
    scorer: bool


@dataclass(frozen=True, slots=True)
class Component:
    """What a plugin declares and the host lists, validates, locks and builds.

    Args:
        kind: what it is.
        name: kebab-case, unique for its kind within its distribution.
        config: the class of its fields.
        build: the builder; importing torch is its affair, not the declaration's.
        libraries: distributions whose version changes what the component computes.
        recurrent: cells only: False where there is a ``sequence`` and no ``step``.
        fused: cells only: whether the cell brings a ``sequence`` of its own, or which of its configs do.
        roles: tasks only: role to the field kinds that can fill it.
        optional: tasks only: roles that a field of their own name fills, where there is one.
        parts: tasks only: what it is built from besides the encoder, or what its configs are.
        refuses: tasks only: what one of its configs cannot be built with, each with the dotted name of a value as its
            place; ``unrolled check`` asks.
        reads: tokenizers only: the field kinds that it can serve.
        inputs: tokenizers and embeddings only: the local files that one of its configs names; their stage reads them.
        check: embeddings only: refuses a file that does not fit the config which names it; ``unrolled check`` calls it.
    """

    kind: Kind
    name: str
    config: type[Config]
    build: Callable[..., Any]
    libraries: tuple[str, ...] = ()
    recurrent: bool = True
    fused: bool | Callable[[Any], bool] = False
    roles: Mapping[str, tuple[FieldKind, ...]] = field(default_factory=dict[str, tuple[FieldKind, ...]])
    optional: tuple[str, ...] = ()
    parts: tuple[Part, ...] | Callable[[Any], tuple[Part, ...]] = ()
    refuses: Callable[[Any, Surroundings], Iterable[Problem]] = lambda _config, _around: ()
    reads: tuple[FieldKind, ...] = TOKENIZED
    inputs: Callable[[Any], tuple[str, ...]] = lambda _config: ()
    check: Callable[[Any], None] = lambda _config: None

    def __post_init__(self) -> None:
        """Refuse a name that params.yaml could not hold, and fields that could not be validated."""
        if not issubclass(self.config, Config):  # pyright: ignore[reportUnnecessaryIsInstance] - a stranger's may not be
            raise TypeError(f"{self.kind} '{self.name}': {self.config.__name__} is no subclass of unrolled.Config")
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.kind} name {self.name!r} is not kebab-case (my-cell)")

    def fuses(self, config: Config) -> bool:
        """Tell whether the cell that a config gives brings a ``sequence`` of its own.

        Args:
            config: of the component's class.
        """
        return self.fused if isinstance(self.fused, bool) else self.fused(config)

    def parts_of(self, config: Config) -> tuple[Part, ...]:
        """Return what the task that a config gives is built from besides the encoder.

        Args:
            config: of the component's class.
        """
        return self.parts if isinstance(self.parts, tuple) else self.parts(config)

    @property
    def summary(self) -> str:
        """The first line of the config class's docstring."""
        return (self.config.__doc__ or "").strip().partition("\n")[0]
