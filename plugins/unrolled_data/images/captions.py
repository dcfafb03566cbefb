"""Pictures in a file of numpy, and their captions in a table.

Shapes: N pictures, T rows of a picture, I values of a row.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem, listing
from unrolled.locations import check_present
from unrolled_data.files.formats import local_file
from unrolled_data.files.table import Table
from unrolled_data.splits import by_seed, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from unrolled_data.images import ImageCaptionsConfig

    Example = dict[str, Any]

BRIGHTEST = 255


class ImageCaptions:
    """A picture row by row, its values from 0 to 1 where they are bytes, and its caption.

    Args:
        config: the files, their columns, shares of the splits.
    """

    fields: Mapping[str, FieldKind] = {"image": "frames", "caption": "text"}

    def __init__(self, config: ImageCaptionsConfig) -> None:
        self._config = config
        local = [path for path in map(local_file, (config.images, config.captions)) if path is not None]
        self.inputs = Inputs(files=tuple(local))

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read pictures and captions.

        Args:
            seed: of the split.

        Returns:
            Split name to examples.

        Raises:
            DataError: a file is missing or malformed, or they are not of one length.
        """
        config = self._config
        check_present(self.inputs.files)
        columns = {"caption": config.caption, "group": config.group or config.caption}
        rows = list(Table(config.captions, "tsv", columns=columns, kinds={"caption": "text", "group": "text"}))
        images_NTI = _images(config.images)
        if len(rows) != len(images_NTI):
            what = f"{len(images_NTI)} pictures, and {len(rows)} captions in {config.captions}"
            raise DataError(Problem(what, where=config.images))
        ignored = re.compile(config.ignored)
        keys = [fold(ignored.sub("", row["group"])) for row in rows]
        shares = {"validation": config.validation_share, "test": config.test_share}
        splits = by_seed(range(len(rows)), keys.__getitem__, shares=shares, seed=seed, where=config.captions)
        return {
            split: [{"image": images_NTI[number], "caption": rows[number]["caption"]} for number in numbers]
            for split, numbers in splits.items()
        }


def _images(path: str) -> NDArray[np.float32]:
    try:
        arrays = _arrays(path)
    except (OSError, ValueError, EOFError, BadZipFile, zlib.error) as error:
        raise DataError(Problem(f"not a readable file of numpy: {error}", where=path)) from error
    if len(arrays) != 1:
        raise DataError(Problem(f"one array is expected, here are {listing(list(arrays))}", where=path))
    (images,) = arrays.values()
    if images.ndim not in {3, 4} or images.dtype.kind not in "uif" or not images.size:
        what = f"pictures x height x width (x colours) is expected, this is {images.shape} of {images.dtype}"
        raise DataError(Problem(what, where=path))
    if not np.isfinite(images).all():
        raise DataError(Problem("a value is not finite", where=path))
    scale = BRIGHTEST if images.dtype == np.uint8 else 1
    return images.reshape(*images.shape[:2], -1).astype(np.float32) / np.float32(scale)


def _arrays(path: str) -> dict[str, NDArray[Any]]:
    with Path(path).open("rb") as stream:
        loaded: Any = np.load(stream)
        return {"": loaded} if isinstance(loaded, np.ndarray) else dict(loaded)
