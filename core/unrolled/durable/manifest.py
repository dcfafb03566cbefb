"""A directory with its digests: MANIFEST.json is written last, so its presence says that all is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unrolled.durable.disk import make_directory, remove, reported, sync
from unrolled.durable.faultpoints import faultpoint
from unrolled.durable.files import write_json
from unrolled.errors import IntegrityError, Problem, ResourceError

MANIFEST = "MANIFEST.json"
FORMAT = 1


def sha256(path: Path) -> str:
    """Return the digest of a file's content.

    Args:
        path: of the file.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(directory: Path, **facts: Any) -> None:
    """Seal a directory: name every file in it with size and digest.

    Args:
        directory: whose files are complete and durable.
        **facts: plain values to keep beside the digests.
    """
    files = {
        path.relative_to(directory).as_posix(): {"sha256": sha256(path), "size": path.stat().st_size}
        for path in _files(directory)
    }
    write_json(directory / MANIFEST, {"format": FORMAT, "files": files, **facts})


def read_manifest(directory: Path) -> dict[str, Any]:
    """Return a directory's manifest without checking the files.

    Args:
        directory: that ``write_manifest`` sealed.

    Raises:
        IntegrityError: there is no manifest, or it is not readable as one.
    """
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IntegrityError(Problem(f"no readable manifest ({error})", where=str(path))) from error
    if not _is_manifest(manifest):
        raise IntegrityError(Problem("is not a manifest", where=str(path)))
    return manifest


def verify(directory: Path) -> dict[str, Any]:
    """Check every file of a sealed directory against its digest.

    Args:
        directory: that ``write_manifest`` sealed.

    Returns:
        The manifest.

    Raises:
        IntegrityError: a file is missing, unexpected or changed; every such file is named.
    """
    manifest = read_manifest(directory)
    expected: Mapping[str, Any] = manifest["files"]
    found = {path.relative_to(directory).as_posix(): path for path in _files(directory)}
    problems = [
        Problem("missing, but its manifest names it", where=str(directory / n)) for n in expected.keys() - found
    ]
    problems += [Problem("not named by its manifest", where=str(found[n])) for n in found.keys() - expected]
    for name in sorted(expected.keys() & found.keys()):
        digest = sha256(found[name])
        if digest != expected[name]["sha256"]:
            what = f"damaged: sha256 is {digest[:12]}, its manifest says {str(expected[name]['sha256'])[:12]}"
            problems.append(Problem(what, where=str(found[name])))
    if problems:
        raise IntegrityError(*sorted(problems, key=str))
    return manifest


def publish(work: Path, target: Path, **facts: Any) -> None:
    """Seal a finished directory and put it in its place in one rename.

    Args:
        work: the finished directory, on the same filesystem as ``target``.
        target: where it shall stand; what stands there is removed first.
        **facts: plain values for the manifest.

    Raises:
        ResourceError: the disk refuses, or the two places are on different filesystems.
    """
    write_manifest(work, **facts)
    place(work, target)


def place(work: Path, target: Path) -> None:
    """Put a sealed directory in its place in one rename.

    Args:
        work: the sealed directory, on the same filesystem as ``target``.
        target: where it shall stand; what stands there is removed first.

    Raises:
        ResourceError: the disk refuses, or the two places are on different filesystems.
    """
    make_directory(target.parent)
    if work.stat().st_dev != target.parent.stat().st_dev:
        what = f"is on another filesystem than {work}, so a finished output cannot be renamed into it"
        raise ResourceError(Problem(what, where=str(target.parent)))
    with reported(target):
        faultpoint("durable.publish.remove")
        remove(target)
        faultpoint("durable.publish.rename")
        work.rename(target)
        faultpoint("durable.publish.sync-directory")
        sync(target.parent)


def _is_manifest(value: Any) -> bool:
    files: Any = value.get("files") if isinstance(value, dict) else None
    return isinstance(files, dict) and all(isinstance(entry, dict) and "sha256" in entry for entry in files.values())


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file() and path != directory / MANIFEST)
