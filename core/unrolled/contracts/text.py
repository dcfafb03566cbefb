"""A tokenizer: text to ids and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from unrolled.contracts.ragged import Ragged
from unrolled.contracts.series import FrameTokenizer
from unrolled.errors import PluginError, Problem

if TYPE_CHECKING:
    from unrolled.contracts.vectors import Corpus

PAD = 0
"""The id of padding, in every vocabulary."""


class Tokenizer(Protocol):
    """Learns a vocabulary once, then encodes; id 0 is padding and never encodes anything.

    A tokenizer may also give ``encode_batch(texts) -> Ragged`` where it has a faster way for many texts; it must
    equal ``encode`` of one text after another.

    A tokenizer may also give ``offsets(text) -> list[tuple[int, int]]``: for every id of ``encode(text)``, where it
    starts and ends in the text, counted in characters; what was put in (``<bos>``) is an empty slice.
    """

    @property
    def vocab_size(self) -> int:
        """Number of ids, the specials among them."""
        ...

    @property
    def specials(self) -> Mapping[str, int]:
        """Special token to id; ``<pad>`` is 0, ``<unk>``, ``<bos>`` and ``<eos>`` where the tokenizer has them."""
        ...

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn the vocabulary; deterministic, and the same however the stream is cut.

        Args:
            texts: of the training splits only; strings, or token lists where the field's kind is ``tokens``.

        Returns:
            The tokenizer itself, fitted.

        Raises:
            DataError: the texts hold no token to learn.
        """
        ...

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of one text.

        Args:
            text: what to encode.

        Returns:
            Ids in ``[1, vocab_size)``; empty for an empty text.
        """
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; padding is dropped, other specials are shown.

        Args:
            ids: as ``encode`` gave them.
        """
        ...

    def state(self) -> dict[str, Any]:
        """Return all that ``fit`` learned as plain JSON types."""
        ...

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over what ``state`` gave.

        Args:
            state: of a tokenizer with the same configuration.

        Returns:
            The tokenizer itself, fitted.
        """
        ...


@runtime_checkable
class EncodesBatches(Protocol):
    """A tokenizer that has a faster way for many texts."""

    def encode_batch(self, texts: Sequence[str] | Sequence[Sequence[str]]) -> Ragged:
        """Return the ids of many texts, those that ``encode`` gives for each.

        Args:
            texts: what to encode.
        """
        ...


@runtime_checkable
class FindsOffsets(Protocol):
    """A tokenizer that knows where in a text its ids stand."""

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each id of ``encode(text)`` starts and ends, in characters.

        Args:
            text: what to encode.
        """
        ...


@runtime_checkable
class ScansFiles(Protocol):
    """A tokenizer that learns from text files and encodes them in one go."""

    def scan(self, paths: Sequence[str | Path], directory: Path, *, threads: int) -> Corpus:
        """Return the corpus of text files, a sequence a line, and take over its vocabulary.

        Args:
            paths: of the files, or URLs.
            directory: for the ids, which are mapped into memory.
            threads: that may be used; no id depends on it.

        Raises:
            ConfigError: the configuration asks for what a scan cannot do.
            DataError: a file is missing or no UTF-8, or no token gets an id.
        """
        ...


def encode_batch(tokenizer: Tokenizer | FrameTokenizer, values: Sequence[Any]) -> Ragged:
    """Return the ids of many texts, or the frames of many series, in the tokenizer's own way where it has one.

    Args:
        tokenizer: fitted.
        values: what to encode.

    Raises:
        DataError: the tokenizer refuses a value.
        PluginError: what it gives for one value does not go with what it gives for another.
    """
    if isinstance(tokenizer, EncodesBatches):
        return tokenizer.encode_batch(values)
    encoded = [tokenizer.encode(value) for value in values]
    try:
        return Ragged.of(encoded)
    except ValueError as error:
        raise PluginError(Problem(f"its encode is at fault: {error}", where=type(tokenizer).__name__)) from error
