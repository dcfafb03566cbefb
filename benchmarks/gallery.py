"""Runs entries of the gallery whole, and writes what they come to beside them, where `unrolled gallery` reads it.

python benchmarks/gallery.py [NAME ...] [--json]

Without a NAME it runs the entries that have no figures for the params.yaml that they have.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import unrolled
from run import machine
from table import Row, print_rows
from unrolled_workflows.gallery import Entry, Figures, entries, entry_named
from unrolled_workflows.scaffold.folder import write_folder

TOLD: Mapping[str, str] = {
    "characters": "bits_per_character",
    "folk-tunes": "bits_per_character",
    "glyphs": "bleu",
    "temperatures": "mase",
    "words": "perplexity",
}
"""The score that people look at, of entries whose epochs are chosen by the loss."""


def spent() -> float:
    """Return the processor time of this process and of those that it waited for, compilers among them."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def measured(entry: Entry) -> Figures:
    """Run an entry in a folder of its own.

    Args:
        entry: to run.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / entry.name
        write_folder(folder, entry.files)
        started = spent()
        run = unrolled.run(folder / "params.yaml")
        seconds = spent() - started
        metric = TOLD.get(entry.name, run.monitor)
        return Figures(
            metric=metric,
            value=round(run.metrics["test"][metric], 6),
            seconds=round(seconds, 1),
            measured=f"{datetime.now(UTC):%Y-%m-%d}, {machine()}",
        )


def measure(chosen: Sequence[Entry]) -> Iterator[Row]:
    """Yield the figure of each entry, and keep it beside the entry.

    Args:
        chosen: entries to run.
    """
    for entry in chosen:
        figures = measured(entry)
        entry.keep(figures)
        yield Row(f"{entry.name}: test {figures.metric}, {figures.seconds:.0f} CPU s", "-", figures.value, None)


def main() -> None:
    """Run what is asked for, or what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    given = parser.parse_args()
    chosen = [entry_named(name) for name in given.names] or [one for one in entries() if one.figures is None]
    print_rows(measure(chosen), as_json=given.json)


if __name__ == "__main__":
    main()
