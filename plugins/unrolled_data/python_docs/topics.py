"""The topics of Python's help, as the standard library ships them."""

from __future__ import annotations

from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled_data.splits import by_seed, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unrolled_data.python_docs import PythonDocsConfig

    Example = dict[str, str]

MODULE = "pydoc_data.topics"


class Topics:
    """A paragraph or a topic an example; a paragraph that several topics share stands in the first of them alone.

    Args:
        config: what an example is, and shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"text": "text"}
    inputs = Inputs()

    def __init__(self, config: PythonDocsConfig) -> None:
        self._config = config

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read the topics.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.

        Raises:
            DataError: this Python was installed without its help texts.
        """
        config, where = self._config, "dataset 'python-docs'"
        shares = {"validation": config.validation_share, "test": config.test_share}
        splits = by_seed(list(_paragraphs(where)), lambda pair: pair[0], shares=shares, seed=seed, where=where)
        return {split: [{"text": text} for text in self._texts(pairs)] for split, pairs in splits.items()}

    def _texts(self, pairs: list[tuple[str, str]]) -> list[str]:
        if self._config.unit == "paragraph":
            return [paragraph for _, paragraph in pairs]
        return ["\n\n".join(text for _, text in own) for _, own in groupby(pairs, lambda pair: pair[0])]


def _paragraphs(where: str) -> Iterator[tuple[str, str]]:
    """Yield topic and paragraph, topics in alphabetical order."""
    try:
        topics: Mapping[str, str] = import_module(MODULE).topics
    except ModuleNotFoundError as error:
        raise DataError(Problem(f"this Python has no module {MODULE}", where=where)) from error
    seen: set[str] = set()
    for topic, text in sorted(topics.items()):
        for paragraph in text.split("\n\n"):
            if fold(paragraph) and fold(paragraph) not in seen:
                seen.add(fold(paragraph))
                yield topic, paragraph.strip("\n")
