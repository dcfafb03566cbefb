"""Copies of sealed directories, which do not share a byte on the disk with what they were made from."""

from __future__ import annotations

import shutil
from pathlib import Path

from unrolled.durable.disk import make_directory, remove
from unrolled.durable.files import outside
from unrolled.durable.manifest import MANIFEST, read_manifest, verify


def copy_sealed(source: Path, target: Path) -> None:
    """Copy a sealed directory, its manifest last, and check the copy.

    Args:
        source: that ``write_manifest`` sealed.
        target: where the copy shall stand; what stands there is removed first.

    Raises:
        IntegrityError: the copy is not what the manifest says.
        ResourceError: the disk is full or refuses.
    """
    remove(target)
    make_directory(target)
    for name in (*sorted(read_manifest(source)["files"]), MANIFEST):
        with outside(target / name) as temporary:
            shutil.copyfile(source / name, temporary)
    verify(target)
