"""Vectors as a tensor called ``vectors`` in a safetensors file, their words as a JSON list beside it.

Shapes: V vocabulary, E embedding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from unrolled.durable import outside, write_text
from unrolled.errors import DataError, Problem
from unrolled.vectors.rows import BLOCK, Block, Rows, reading
from unrolled.vectors.table import WordVectors

TENSOR = "vectors"


def words_beside(path: Path) -> Path:
    """Return where the words of a safetensors file stand.

    Args:
        path: of the file.
    """
    return path.with_suffix(".words.json")


def read_safetensors(path: Path) -> Iterator[Block]:
    """Yield the rows of a safetensors file.

    Args:
        path: of the file.

    Raises:
        DataError: the file or that of the words is malformed.
    """
    vectors_VE, words = _tensor(path), _words(words_beside(path))
    if len(words) != len(vectors_VE):
        what = f"holds {len(words):,} words, but {path.name} has {len(vectors_VE):,} vectors"
        raise DataError(Problem(what, where=str(words_beside(path))))
    rows = Rows(path, "row ")
    for start in range(0, len(words), BLOCK):
        part = [word.encode("utf-8", "surrogatepass") for word in words[start : start + BLOCK]]
        yield rows.block(part, vectors_VE[start : start + BLOCK], range(start, start + len(part)))


def write_safetensors(path: Path, table: WordVectors) -> None:
    """Write vectors, and their words beside them.

    Args:
        path: of the file.
        table: the vectors.
    """
    write_text(words_beside(path), json.dumps(table.words, ensure_ascii=False, indent=0) + "\n")
    with outside(path) as temporary:
        save_file({TENSOR: np.ascontiguousarray(table.vectors_VE)}, temporary)


def _tensor(path: Path) -> NDArray[np.float32]:
    try:
        with reading(path):
            found = load_file(path)
    except (SafetensorError, KeyError) as error:  # a dtype that numpy does not have is a KeyError
        raise DataError(Problem(f"is no whole safetensors file: {error}", where=str(path))) from error
    tensor = found.get(TENSOR)
    if tensor is None or tensor.ndim != 2 or not np.issubdtype(tensor.dtype, np.floating):  # noqa: PLR2004
        what = f"holds no tensor '{TENSOR}' of words x values; it has {', '.join(sorted(found)) or 'none'}"
        raise DataError(Problem(what, where=str(path)))
    if not tensor.size:
        raise DataError(Problem(f"holds no vectors: its tensor has the shape {tensor.shape}", where=str(path)))
    with np.errstate(over="ignore"):  # what float32 cannot hold is told with its row
        return tensor.astype(np.float32, copy=False)


def _words(path: Path) -> list[str]:
    with reading(path):
        data = path.read_bytes()
    try:
        words: Any = json.loads(data)
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 at byte {error.start} (0x{data[error.start]:02x})"
        raise DataError(Problem(what, where=str(path))) from error
    except json.JSONDecodeError as error:
        raise DataError(Problem(f"is no JSON: {error.msg}", where=f"{path}:{error.lineno}")) from error
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise DataError(Problem("holds no JSON list of words", where=str(path)))
    return words
