"""The lines of files that hold one class each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import UNLABELLED, FieldKind, Inputs
from unrolled.locations import check_present
from unrolled_data.files.formats import local_file
from unrolled_data.files.problems import Problems
from unrolled_data.files.source import lines, opened
from unrolled_data.files.table import Table
from unrolled_data.splits import Unseen, by_seed, fold, held_out, ranked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unrolled_data.class_files import ClassFilesConfig

    Example = dict[str, str]


class ClassFiles:
    """A line, and the class whose file it stands in; a line of several files stands in one split with each of them.

    Args:
        config: the files, and how they are split.
    """

    fields: Mapping[str, FieldKind] = {"text": "text", "label": "label"}

    def __init__(self, config: ClassFilesConfig) -> None:
        self._config = config
        unlabelled = () if config.unlabelled is None else (config.unlabelled,)
        local = [local_file(location) for location in (*config.classes.values(), *unlabelled)]
        self.inputs = Inputs(files=tuple(dict.fromkeys(path for path in local if path is not None)))

    def read(self, *, seed: int) -> dict[str, Iterable[Example]]:
        """Read every file.

        Args:
            seed: of the split.

        Returns:
            Split name to examples. An unlabelled text that equals a held-out one is left out.

        Raises:
            DataError: a file is missing, empty or no text, or a split has no rows.
        """
        config = self._config
        check_present(self.inputs.files)
        examples = [each for label, path in config.classes.items() for each in _examples(path, label, config.encoding)]
        splits: dict[str, Iterable[Example]] = {**self._split(examples, seed)}
        if config.unlabelled is not None:
            texts = Table(config.unlabelled, "text", columns={"text": 0}, kinds={"text": "text"})
            splits[UNLABELLED] = Unseen([texts], _key, held_out(splits, _key))
        return splits

    def _split(self, examples: list[Example], seed: int) -> dict[str, list[Example]]:
        config, where = self._config, ", ".join(self._config.classes.values())
        shares = {"validation": config.validation_share}
        if config.folds is None:
            return by_seed(examples, _key, shares={**shares, "test": config.test_share}, seed=seed, where=where)
        scored = set(ranked(map(_key, examples), seed)[config.fold :: config.folds])
        others = [example for example in examples if _key(example) not in scored]
        test = [example for example in examples if _key(example) in scored]
        return {**by_seed(others, _key, shares=shares, seed=seed, where=where), "test": test}


def _examples(path: str, label: str, encoding: str) -> list[Example]:
    problems = Problems(path)
    with opened(path) as stream:
        texts = [line.strip() for line in lines(stream, problems, encoding)]
    problems.check()
    return [{"text": text, "label": label} for text in texts if text]


def _key(example: Example) -> str:
    return fold(example["text"])
