"""The table of docs/datasets.md is what the components say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

import unrolled_data
from unrolled import ConfigError
from unrolled.testing.kit import _defaults

PAGE = Path(__file__).resolve().parents[2] / "docs" / "datasets.md"
HEAD = ["| dataset | what it is | fields | package |", "|---|---|---|---|"]

OWN = {
    "class-files": {"classes": {"a": "a.txt", "b": "b.txt"}},
    "image-captions": {"images": "a.npz", "captions": "a.tsv"},
    "sktime-ts": {"train": "a.ts", "test": "b.ts"},
}
"""Sections of datasets of one's own files whose fields are always the same."""


def row(component) -> str:
    """Return a dataset's line of the table."""
    own = OWN.get(component.name)
    try:
        dataset = component.build(component.config.parse(own) if own else _defaults(component))
    except ConfigError:
        fields, packaged = "as its section says", ()
    else:
        fields = ", ".join(f"`{name}` ({kind})" for name, kind in dataset.fields.items())
        packaged = dataset.inputs.packaged
    packages = dict.fromkeys((*component.libraries, *(package for package, _ in packaged)))
    return f"| `{component.name}` | {component.summary} | {fields} | {', '.join(packages)} |"


def test_the_table_lists_every_dataset_with_its_fields_and_the_package_that_it_needs():
    table = [*HEAD, *(row(component) for component in sorted(unrolled_data.components(), key=lambda each: each.name))]
    found = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    if found != table:
        pytest.fail("docs/datasets.md should hold this table:\n\n" + "\n".join(table))
