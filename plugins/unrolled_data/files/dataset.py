"""The dataset ``files``: splits by file, by column or by seed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from unrolled.contracts import SPLITS, UNLABELLED, FieldKind, Inputs
from unrolled.errors import DataError, Problem, listing, nearest
from unrolled.locations import check_present
from unrolled.secrets import without_passwords
from unrolled_data.files.config import SHARE
from unrolled_data.files.table import Table
from unrolled_data.splits import HELD_OUT, Unseen, by_seed, fold, held_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unrolled_data.files.config import FilesConfig

    Example = dict[str, Any]

_SPLIT = "<split>"
_KEY_KINDS: tuple[FieldKind, ...] = ("text", "tokens", "frames", "number")


class Files:
    """Reads the files that params.yaml names.

    Args:
        config: the files, their format, their fields.
    """

    def __init__(self, config: FilesConfig) -> None:
        self._config = config
        kinds = [field.kind for field in config.fields.values()]
        first = min((kind for kind in kinds if kind in _KEY_KINDS), key=_KEY_KINDS.index)
        self._key_field = list(config.fields)[kinds.index(first)]

    @property
    def fields(self) -> dict[str, FieldKind]:
        """Field name to kind."""
        return {name: field.kind for name, field in self._config.fields.items()}

    @property
    def inputs(self) -> Inputs:
        """The local files; what stands at a URL is no DVC dependency."""
        return Inputs(files=self._config.local_files)

    def read(self, *, seed: int) -> Mapping[str, Iterable[Example]]:
        """Read every split; training and unlabelled files of their own are read as they are iterated.

        Args:
            seed: of the split, where neither files nor a column say it.

        Returns:
            Split name to examples. An unlabelled text that equals a held-out one is left out.

        Raises:
            DataError: a file is missing, empty or malformed, or a split has no rows.
        """
        config = self._config
        check_present(config.local_files)
        files = {split: self._file(split, location) for split, location in config.files.items()}
        whole = {} if config.path is None else self._from_one(config.path, seed)
        splits: dict[str, Iterable[Example]] = {**files, **whole}
        loose = [source[UNLABELLED] for source in (whole, files) if UNLABELLED in source]
        if loose:
            splits |= {split: list(splits[split]) for split in HELD_OUT}  # looked through twice, but read once
            splits[UNLABELLED] = Unseen(loose, self._key, held_out(splits, self._key))
        return splits

    def _from_one(self, path: str, seed: int) -> dict[str, list[Example]]:
        column = self._config.split_column
        return self._by_seed(path, seed) if column is None else self._by_column(path, column)

    def _file(self, split: str, location: str, **more: str | int) -> Table:
        format_ = self._config.format_of(location)
        assert format_ is not None  # the config was checked
        columns = {**more, **self._config.columns(split)}
        return Table(location, format_, columns=columns, kinds=self.fields, lines=self._config.lines)

    def _by_column(self, path: str, column: str | int) -> dict[str, list[Example]]:
        table = self._file("train", path, **{_SPLIT: column})
        names = {split: tuple(self._config.columns(split)) for split in (*SPLITS, UNLABELLED)}
        splits: dict[str, list[Example]] = {split: [] for split, own in names.items() if own}
        problems = table.problems()
        for line, raw in table.rows(problems):
            split = str(raw[_SPLIT])
            if split not in splits:
                what = f"column '{column}' says '{split}', which is none of {listing(list(splits))}"
                problems.add(what, line=line, nearest=nearest(split, splits))
                continue
            example = table.example(line, {name: raw[name] for name in names[split]}, problems)
            if example is not None:
                splits[split].append(example)
        absent = [split for split in SPLITS if not splits[split]]
        if absent:
            what, where = "split '{}' has no rows: column '{}' never says it", without_passwords(path)
            raise DataError(*(Problem(what.format(split, column), where=where) for split in absent))
        return {split: examples for split, examples in splits.items() if examples}

    def _by_seed(self, path: str, seed: int) -> dict[str, list[Example]]:
        config = self._config
        given = {"validation": config.validation_share, "test": config.test_share}
        shares = {split: SHARE if share is None else share for split, share in given.items()}
        examples, where = list(self._file("train", path)), without_passwords(path)
        return by_seed(examples, self._key, shares=shares, seed=seed, where=where)

    def _key(self, example: Example) -> str:
        value = example[self._key_field]
        return fold(value if isinstance(value, str) else json.dumps(value))
