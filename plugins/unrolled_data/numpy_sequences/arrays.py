"""Arrays as sequences: one behind another, stacked, or each in a cell of its own.

Shapes: S sequences, N steps of all, T steps of one, I width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem, nearest
from unrolled.locations import check_present
from unrolled_data.numpy_sequences.opening import arrays_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from unrolled_data.numpy_sequences import NumpySequencesConfig

    Example = dict[str, NDArray[np.float32]]

_LENGTHS = "_lengths"


class NumpySequences:
    """Reads the arrays that params.yaml names, as float32 frames.

    Args:
        config: files and keys.
    """

    def __init__(self, config: NumpySequencesConfig) -> None:
        self._config = config

    @property
    def fields(self) -> dict[str, FieldKind]:
        """The one field, of kind frames."""
        return {self._config.field: "frames"}

    @property
    def inputs(self) -> Inputs:
        """The files."""
        return Inputs(files=tuple(dict.fromkeys(path for path, _ in self._config.parts.values())))

    def read(self, *, seed: int) -> dict[str, list[Example]]:  # noqa: ARG002 - the files say the splits
        """Read every split.

        Args:
            seed: nothing is drawn.

        Returns:
            Split name to examples.

        Raises:
            DataError: a file is missing or malformed, or has no array of that name.
        """
        check_present(self.inputs.files)
        files = {path: arrays_in(path) for path in self.inputs.files}
        return {
            split: [{self._config.field: x_TI} for x_TI in _sequences(files[path], key, _named(path, key))]
            for split, (path, key) in self._config.parts.items()
        }


def _sequences(arrays: Mapping[str, NDArray[Any]], key: str, where: str) -> Iterator[NDArray[np.float32]]:
    if key not in arrays:
        raise DataError(Problem(f"there is no array '{key}'", where=where, nearest=nearest(key, arrays)))
    array = arrays[key]
    if array.dtype == object:
        parts = list(array.ravel())
    elif f"{key}{_LENGTHS}" in arrays:
        parts = _cut(array, arrays[f"{key}{_LENGTHS}"], where)
    else:
        parts = list(np.atleast_1d(array))
    if not parts:
        raise DataError(Problem("there are no sequences", where=where))
    for number, part in enumerate(parts, 1):
        yield _frames(part, number, where)


def _cut(array_NI: NDArray[Any], lengths_S: NDArray[Any], where: str) -> list[NDArray[Any]]:
    """Return sequences that stand one behind another."""
    if lengths_S.ndim != 1 or lengths_S.dtype.kind not in "iu" or lengths_S.min(initial=0) < 0:
        raise DataError(Problem("its lengths are no list of whole numbers", where=where))
    if int(lengths_S.sum()) != len(array_NI):
        what = f"its lengths sum to {int(lengths_S.sum())} steps, where {len(array_NI)} are there"
        raise DataError(Problem(what, where=where))
    return np.split(array_NI, np.cumsum(lengths_S)[:-1])


def _frames(part: Any, number: int, where: str) -> NDArray[np.float32]:
    x_TI = np.asarray(part)
    if x_TI.ndim == 1:
        x_TI = x_TI[:, None]
    if x_TI.ndim != len("TI") or x_TI.dtype.kind not in "biuf" or not x_TI.size:
        what = f"sequence {number} has shape {x_TI.shape} and type {x_TI.dtype}, where steps of numbers are expected"
        raise DataError(Problem(what, where=where))
    frames_TI = x_TI.astype(np.float32)
    if not np.isfinite(frames_TI).all():
        step, channel = np.argwhere(~np.isfinite(frames_TI))[0]
        what = f"sequence {number} holds {x_TI[step, channel]} at step {step + 1}, channel {channel + 1}"
        raise DataError(Problem(what, where=where))
    return frames_TI


def _named(path: str, key: str) -> str:
    return f"{path}:{key}" if key else path
