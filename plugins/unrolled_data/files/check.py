"""What the fields of a ``files`` section must say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import SPLITS, UNLABELLED
from unrolled.errors import listing
from unrolled.secrets import without_passwords
from unrolled_data.files.formats import EXTENSIONS, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unrolled_data.files.config import FilesConfig
    from unrolled_data.files.formats import Format

_HEADED = ("csv", "tsv")
_KEYED = ("jsonl", "parquet", "arrow")


def complaints(config: FilesConfig) -> Iterator[str]:
    """Yield a sentence for everything that does not fit together.

    Args:
        config: whose fields are valid one by one.
    """
    yield from _sources(config)
    if all(field.kind in {"label", "labels"} for field in config.fields.values()):
        yield "fields holds labels only: there is nothing to learn them from"
    if config.unlabelled is not None and not config.columns(UNLABELLED):
        yield "unlabelled is given, but no field is of kind text or tokens"
    splits = dict(config.files) if config.path is None else {**config.files, "path": config.path}
    for split, location in splits.items():
        kind = config.format_of(location)
        if kind is None:
            known = listing([f".{name}" for name in EXTENSIONS])
            yield f"{split}: the extension of '{without_passwords(location)}' is none of {known}; name the format"
        else:
            yield from (f"{split}: {complaint}" for complaint in _columns(config, split, kind))


def _sources(config: FilesConfig) -> Iterator[str]:
    parts = [split for split in config.files if split != UNLABELLED]
    options = [name for name in ("split_column", "validation_share", "test_share") if getattr(config, name) is not None]
    if config.path is None:
        absent = [split for split in SPLITS if split not in parts]
        if config.train is None:
            yield "there is no training data: give train, or path for one file with all splits"
        elif absent:
            yield f"train is given without {listing(absent)}: give all three, or path for one file that the seed splits"
        if options:
            yield f"{listing(options)} split one file: give path, not train"
    else:
        if parts:
            yield f"path holds all splits, so {listing(parts)} cannot be given beside it"
        if len(options) > 1 and config.split_column is not None:
            yield f"split_column says the split of every row, so {listing(options[1:])} cannot be given beside it"


def _columns(config: FilesConfig, split: str, kind: Format) -> Iterator[str]:
    columns = config.columns(split)
    foreign = [name for name in columns if config.fields[name].kind not in KINDS[kind]]
    if foreign:
        yield f"a {kind} file holds fields of kind {listing(KINDS[kind])}, which leaves out {listing(foreign)}"
    divider = [config.split_column] if split == "path" and config.split_column is not None else []
    indices = [isinstance(column, int) for column in (*columns.values(), *divider)]
    if kind == "text" and len(indices) > 1:
        yield "a plain text file holds one field and no other column"
    if kind != "text" and config.lines != 1:
        yield "lines is for plain text"
    if kind == "conll" and (divider or not all(indices)):
        yield "a CoNLL file has no header and no split_column: every column is an index from 0"
    if kind == "labelled" and not {*columns.values(), *divider} <= {0, 1}:
        yield "a labelled file has column 0, the label, and column 1, the text"
    if kind in _KEYED and any(indices):
        yield f"a {kind} file has names for its columns, not indices"
    if kind in _HEADED and len(set(indices)) > 1:
        yield "columns are all named (the file has a header) or all indices from 0 (it has none)"
