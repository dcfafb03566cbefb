"""The only room that writes files: whole or not at all, digested, with fault points."""

from unrolled.durable.disk import make_directory, remove, set_aside
from unrolled.durable.faultpoints import faultpoint
from unrolled.durable.files import append, outside, write_bytes, write_json, write_text
from unrolled.durable.locks import die_with_parent, lock
from unrolled.durable.manifest import MANIFEST, publish, read_manifest, sha256, verify, write_manifest

__all__ = [
    "MANIFEST",
    "append",
    "die_with_parent",
    "faultpoint",
    "lock",
    "make_directory",
    "outside",
    "publish",
    "read_manifest",
    "remove",
    "set_aside",
    "sha256",
    "verify",
    "write_bytes",
    "write_json",
    "write_manifest",
    "write_text",
]
