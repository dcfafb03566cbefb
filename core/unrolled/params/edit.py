"""Changes of params.yaml that keep its comments, as ``unrolled set cell gru`` makes them."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from unrolled.durable import write_text
from unrolled.errors import ConfigError, Problem, listing, nearest
from unrolled.host import Host
from unrolled.params.reading import read_document
from unrolled.params.validate import PARTED, PER_FIELD, SECTION_KINDS

_COMMENTED = re.compile(r" +# (\w+): ")
"""A field that keeps its default, as ``unrolled new`` shows it."""


def set_component(path: Path, slot: str, name: str, host: Host) -> list[str]:
    """Make a section name another component, and drop the fields that it does not have, in comments too.

    Args:
        path: of params.yaml.
        slot: ``cell``, ``cell.decoder`` or ``tokenizer.FIELD``.
        name: of the component.
        host: with the plugins.

    Returns:
        The names of the fields that were dropped.

    Raises:
        ConfigError: there is no such section or component.
    """
    section, _, field = slot.partition(".")
    if section not in SECTION_KINDS or (field and not (section in PER_FIELD or field in PARTED.get(section, ()))):
        choices = listing(list(SECTION_KINDS))
        raise ConfigError(
            Problem(
                f"'{slot}' is no section of a component; there are {choices}", "", "", nearest(section, SECTION_KINDS)
            )
        )
    located = host.find(SECTION_KINDS[section], name)
    before = read_document(path).values.get(section)
    place, known = [section, field] if field else [section], list(located.component.config.model_fields)
    with edited(path) as tree:
        dropped = _rewrite(tree, place, name, known)
    if isinstance(before, dict) and "name" in before:
        stale = _fields(host, section, before["name"]) - {*known}
        write_text(path, _without_commented(path.read_text(encoding="utf-8"), section, stale))
    return dropped


def _fields(host: Host, section: str, name: str) -> set[str]:
    """Return the fields of the component that a section named; none where there is no such component."""
    try:
        return {*host.find(SECTION_KINDS[section], name).component.config.model_fields}
    except ConfigError:
        return set()


def _without_commented(text: str, section: str, stale: set[str]) -> str:
    """Return params.yaml without a section's commented fields that its new component does not have."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "\n")):
            inside = line.startswith(f"{section}:")
        commented = _COMMENTED.match(line) if inside else None
        if commented is None or commented[1] not in stale:
            kept.append(line)
    return "".join(kept)


@contextmanager
def edited(path: Path) -> Generator[Any]:
    """Give the tree of params.yaml to a block that changes it; comments, quotes and indentation stay as they are.

    Args:
        path: of params.yaml.

    Yields:
        Its mappings and lists; what the block makes of them is written when it ends without an error.
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1000  # lines stay as long as the user made them
    tree: Any = yaml.load(path.read_text(encoding="utf-8"))
    columns = {type(value): value.lc.col for value in tree.values() if hasattr(value, "lc") and not _is_flow(value)}
    dashes = columns.get(CommentedSeq, 0)
    yaml.indent(mapping=columns.get(CommentedMap, 2), sequence=dashes + 2, offset=dashes)
    yield tree
    stream = io.StringIO()
    yaml.dump(tree, stream)
    write_text(path, stream.getvalue())


def _is_flow(node: Any) -> bool:
    return bool(node.fa.flow_style())


def _rewrite(tree: Any, place: Sequence[str], name: str, known: Sequence[str]) -> list[str]:
    section = tree
    for key in place:
        if section.get(key) is None:
            section[key] = {}
        section = section[key]
        if key != place[-1] and "name" in section:
            parts = " and ".join(f"{key}.{part}" for part in PARTED.get(key, ()))
            what = f"{key} is one component for all; write {parts or 'it out for each field'} first"
            raise ConfigError(Problem(what, where=".".join(place), command="docs/experiment.md"))
        if not hasattr(section, "keys"):
            raise ConfigError(Problem(f"{'.'.join(place)}: holds a value where a section is needed"))
    dropped = [str(key) for key in section if key != "name" and key not in known]
    for key in dropped:
        del section[key]
    section["name"] = name
    return dropped
