"""The arrays of a file; nothing in it is run, so no Python objects are loaded."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]


def arrays_in(path: str) -> Arrays:
    """Return the arrays of a file by name; that of a file with one array is empty.

    Args:
        path: of an .npy, .npz or .mat file.

    Raises:
        DataError: it is no such file, is damaged, or holds pickled objects.
    """
    suffix = path[path.rindex(".") :]
    try:
        return _OPENERS[suffix](path)
    except (OSError, EOFError, ValueError, TypeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        reason = "it holds pickled Python objects, which are never loaded" if "pickle" in str(error) else str(error)
        raise DataError(Problem(f"not a readable {suffix} file: {reason}", where=path)) from error


def _npy(path: str) -> Arrays:
    return {"": np.load(path, allow_pickle=False)}


def _npz(path: str) -> Arrays:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _mat(path: str) -> Arrays:
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        found = loadmat(path)
    except MatReadError as error:
        raise ValueError(str(error)) from error
    return {name: value for name, value in found.items() if not name.startswith("__")}


_OPENERS: Mapping[str, Callable[[str], Arrays]] = {".npy": _npy, ".npz": _npz, ".mat": _mat}
