"""Files of vectors: which format one has, and one door to all of them.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from unrolled.errors import ConfigError, DataError, Problem, listing
from unrolled.vectors.binary_file import read_binary, write_binary
from unrolled.vectors.fasttext_file import MAGIC, open_fasttext
from unrolled.vectors.fasttext_output import write_fasttext
from unrolled.vectors.header import parse_header
from unrolled.vectors.rows import Block, reading
from unrolled.vectors.safetensors_file import read_safetensors, write_safetensors
from unrolled.vectors.subwords import Subwords
from unrolled.vectors.table import WordVectors
from unrolled.vectors.text_file import read_text, write_text

Format = Literal["text", "glove", "binary", "fasttext", "safetensors"]
"""text: word2vec's, and fastText's .vec; glove: the same without the first line; binary: word2vec's; fasttext: .bin."""
FORMATS: tuple[Format, ...] = get_args(Format)

_SAMPLE = 1 << 16
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_ENCODED = {b"\xef\xbb\xbf": "UTF-8 with a byte-order mark", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_FOREIGN = {magic: f"is packed with {name}; unpack it first" for magic, name in _PACKED.items()} | {
    mark: f"is written in {name}; write it in UTF-8 without a mark" for mark, name in _ENCODED.items()
}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))
_WHITE = " \t\n\r\v\f\0"


class Opened(NamedTuple):
    """A file of vectors that is being read.

    Args:
        format: of the file.
        blocks: its rows, read as they are asked for.
        subwords: n-grams that make vectors of other words; None where the file has none.
    """

    format: Format
    blocks: Iterator[Block]
    subwords: Subwords | None = None


def open_vectors(path: Path) -> Opened:
    """Open a file of vectors, whatever it is called: its content says which format it has.

    Args:
        path: of the file.

    Raises:
        DataError: there is no such file, or it is none of the formats; malformed rows raise as they are read.
    """
    with reading(path), path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    match _format(path, start):
        case "fasttext":
            return Opened("fasttext", *open_fasttext(path))
        case "safetensors":
            return Opened("safetensors", read_safetensors(path))
        case "binary":
            return Opened("binary", read_binary(path))
        case form:
            return Opened(form, read_text(path, header=form == "text"))


def read_vectors(path: Path) -> WordVectors:
    """Read a file of vectors.

    Args:
        path: of the file.

    Raises:
        DataError: the file is missing or malformed; the message names line or byte.
    """
    opened = open_vectors(path)
    blocks = list(opened.blocks)
    words = [word for block in blocks for word in block.words]
    return WordVectors(words, np.concatenate([block.vectors_NE for block in blocks]), opened.subwords)


def write_vectors(path: Path, table: WordVectors, form: Format) -> None:
    """Write vectors.

    Args:
        path: of the file.
        table: the vectors.
        form: of the file.

    Raises:
        ConfigError: a word holds what the format cannot hold.
        ResourceError: the disk is full or refuses.
    """
    check_words(path, table.words, form)
    if form == "safetensors":
        write_safetensors(path, table)
    elif form == "binary":
        write_binary(path, table)
    elif form == "fasttext":
        write_fasttext(path, table)
    else:
        write_text(path, table, header=form == "text")


def check_words(path: Path, words: Iterable[str], form: Format) -> None:
    """See that a file can hold words.

    Args:
        path: of the file.
        words: to be written.
        form: of the file.

    Raises:
        ConfigError: a word holds what the format cannot hold.
    """
    if form == "safetensors":
        return
    for word in words:
        if not word or any(white in word for white in _WHITE):
            what = f"the word {word!r} cannot stand in a file of format '{form}', which parts words by white space"
            raise ConfigError(Problem(what, where=str(path), nearest="safetensors"))


def _format(path: Path, start: bytes) -> Format:
    if not start:
        raise DataError(Problem("the file is empty", where=str(path)))
    if start.startswith(MAGIC):
        return "fasttext"
    if start[8:9] == b"{" and struct.unpack("<Q", start[:8])[0] <= path.stat().st_size:
        return "safetensors"
    first, _, rest = start.partition(b"\n")
    if parse_header(first):
        return "binary" if _is_binary(rest) else "text"
    for magic, what in _FOREIGN.items():
        if start.startswith(magic):
            raise DataError(Problem(what, where=str(path)))
    if _is_binary(start):
        known = listing(["word2vec's", "GloVe's", "fastText's", "safetensors"])
        raise DataError(Problem(f"is no file of vectors; the known formats are {known}", where=str(path)))
    return "glove"


def _is_binary(start: bytes) -> bool:
    """Tell whether bytes are no text: no row of numbers first, and what no text holds."""
    row, _, _ = start.partition(b"\n")
    with suppress(ValueError):
        if [float(field) for field in row.split()[1:]]:
            return False
    return start != start.translate(None, _CONTROL) or "\ufffd" in row.decode(errors="replace")
