"""The formats that files come in, and what a location tells of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

from unrolled.contracts import TOKENIZED, FieldKind
from unrolled.locations import file_name, packing

if TYPE_CHECKING:
    from collections.abc import Mapping

Format = Literal["csv", "tsv", "jsonl", "parquet", "arrow", "text", "conll", "labelled"]

EXTENSIONS: Mapping[str, Format] = {
    "csv": "csv",
    "tsv": "tsv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
    "arrow": "arrow",
    "feather": "arrow",
    "txt": "text",
    "conll": "conll",
    "conllu": "conll",
    "bio": "conll",
    "iob": "conll",
}
_CELLS: tuple[FieldKind, ...] = ("text", "tokens", "label", "labels", "number")
KINDS: Mapping[Format, tuple[FieldKind, ...]] = {
    "csv": _CELLS,
    "tsv": _CELLS,
    "jsonl": get_args(FieldKind),
    "parquet": get_args(FieldKind),
    "arrow": get_args(FieldKind),
    "text": TOKENIZED,
    "conll": ("tokens", "labels"),
    "labelled": ("text", "tokens", "label", "number"),
}

_LOCAL = re.compile(r"^(?:file|local)://", re.IGNORECASE)


def as_path(location: object) -> object:
    """Return the path that a URL of a local file holds; anything else as it is.

    Args:
        location: path, URL, or what is neither.
    """
    return _LOCAL.sub("", location) if isinstance(location, str) else location


def local_file(location: str) -> str | None:
    """Return the path of the local file that is read, the archive of a chained URL too; None where it is elsewhere.

    Args:
        location: path or URL.
    """
    path = str(as_path(location.rpartition("::")[2]))
    return None if "://" in path else path


def by_extension(location: str) -> Format | None:
    """Return the format that a file's name says; None where it says none.

    Args:
        location: path or URL.
    """
    return EXTENSIONS.get(file_name(location).removesuffix(packing(location)).rpartition(".")[2])
