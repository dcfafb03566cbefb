"""The only room that writes files: whole or not at all, digested, with fault points."""

from unrolled.durable.copies import copy_sealed
from unrolled.durable.disk import make_directory, remove, require_writable, set_aside, take_over
from unrolled.durable.faultpoints import faultpoint
from unrolled.durable.files import append, outside, write_bytes, write_json, write_text
from unrolled.durable.leases import Lease, lease
from unrolled.durable.locks import die_with_parent, lock
from unrolled.durable.manifest import (
    MANIFEST,
    place,
    publish,
    read_manifest,
    sha256,
    verify,
    write_manifest,
)
from unrolled.durable.shelves import FileShelf, Shelf

__all__ = [
    "MANIFEST",
    "FileShelf",
    "Lease",
    "Shelf",
    "append",
    "copy_sealed",
    "die_with_parent",
    "faultpoint",
    "lease",
    "lock",
    "make_directory",
    "outside",
    "place",
    "publish",
    "read_manifest",
    "remove",
    "require_writable",
    "set_aside",
    "sha256",
    "take_over",
    "verify",
    "write_bytes",
    "write_json",
    "write_manifest",
    "write_text",
]
