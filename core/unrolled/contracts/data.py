"""A dataset: named, typed fields, read as examples in splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

FieldKind = Literal["text", "tokens", "label", "labels", "frames", "number"]
"""text: str; tokens: list[str]; label: str; labels: list[str], one a token; frames: list[list[float]], or a
float32 array x_TI; number: float."""

TOKENIZED: tuple[FieldKind, ...] = ("text", "tokens")
"""The kinds that a tokenizer turns into ids."""

SPLITS = ("train", "validation", "test")
UNLABELLED = "unlabelled"
"""A fourth, optional split: text that tokenizers and vectors may learn from, and nothing is scored on."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that a component reads besides its own code.

    Args:
        files: local paths, as written in params.yaml; they become DVC dependencies.
        packaged: (distribution, path inside site-packages) of files that another package ships;
            their digests stand in the component's lock slot.
    """

    files: tuple[str, ...] = ()
    packaged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """What the data stage found.

    Args:
        fields: field name to kind, in the dataset's order.
        classes: names of the classes of each ``label`` or ``labels`` field, sorted.
        sizes: number of examples of each split.
    """

    fields: Mapping[str, FieldKind]
    classes: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]


class Dataset(Protocol):
    """Reads examples; building one reads no file."""

    @property
    def fields(self) -> Mapping[str, FieldKind]:
        """Field name to kind, known before any file is read."""
        ...

    @property
    def inputs(self) -> Inputs:
        """The files that ``read`` will open."""
        ...

    def read(self, *, seed: int) -> Mapping[str, Iterable[Mapping[str, Any]]]:
        """Read every split.

        Called once, by the data stage. The same seed gives the same examples in the same order.

        Args:
            seed: of the split, where the data brings none.

        Returns:
            Split name to examples, each a mapping from field name to a value of its kind. ``train``,
            ``validation`` and ``test`` are required; an ``unlabelled`` example holds the text and tokens
            fields and no other.

        Raises:
            DataError: a file is missing, empty or malformed; it names file and line, or file and byte.
        """
        ...
