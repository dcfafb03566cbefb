"""How far a memory reaches: the gallery's `adding` and `copy` with lags of 50 to 400 steps.

python benchmarks/lags.py [--quick] [--json]

A figure is a share of the loss of who remembers nothing: 0 is perfect, 1 is a guess. The lag of `adding` is the length
of its series: of the two numbers one stands in each half.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import unrolled
from table import Row, print_rows
from unrolled_workflows.gallery import entry_named
from unrolled_workflows.scaffold.folder import write_folder

LAGS = (50, 100, 200, 400)
SYMBOLS, KINDS = 10, 8
"""Of the copy problem: how many are repeated, and how many there are to choose from."""
QUICK = ("data.train=200", "data.validation=40", "data.test=40", "train.epochs=1")


def overrides(name: str, lag: int) -> list[str]:
    """Return what sets an entry's lag; its chrono, where it has one, is as far above the lag as the entry's own.

    Args:
        name: of the entry.
        lag: in steps.
    """
    return [f"data.length={lag}"] if name == "adding" else [f"data.blanks={lag}", f"cell.chrono={lag + 20}"]


def guess(name: str, lag: int) -> float:
    """Return the test loss of who remembers nothing.

    Args:
        name: of the entry.
        lag: in steps.

    Source: Hochreiter & Schmidhuber (1997), section 5.4; Arjovsky, Shah & Bengio (2016), section 4.1.
    """
    return 1 / 6 if name == "adding" else SYMBOLS * math.log(KINDS) / (lag + 2 * SYMBOLS)


def measured(name: str, lag: int, more: Sequence[str]) -> Row:
    """Run an entry with another lag.

    Args:
        name: of the entry.
        lag: in steps.
        more: further ``KEY=VALUE`` texts.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        write_folder(folder, entry_named(name).files)
        loss = unrolled.run(folder / "params.yaml", [*overrides(name, lag), *more]).metrics["test"]["loss"]
    share = loss / guess(name, lag)
    return Row(f"{name}, lag {lag}: share of a guess's loss", f"a guess, {guess(name, lag):.4f}", share, None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both entries with every lag and print a row each.

    Args:
        arguments: of the command line.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few examples: the figures mean nothing")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    chosen = parser.parse_args(arguments)
    more = QUICK if chosen.quick else ()
    rows: Iterator[Row] = (measured(name, lag, more) for name in ("adding", "copy") for lag in LAGS)
    print_rows(rows, as_json=chosen.json)


if __name__ == "__main__":
    main()
