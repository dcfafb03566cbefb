"""How far each cell remembers: accuracy of the missing word against its distance from the word that it agrees with.

python benchmarks/agreement.py [--cells NAME ...] [--cloze number] [--quick] [--json]

All cells train on the same sentences, with distances of 1 to 50 words mixed, for as many steps.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import unrolled
from table import Row, print_rows
from unrolled_data.probes import AgreementConfig, agreement_dataset

CELLS = ("rnn", "gru", "lstm", "min-gru", "slstm", "attention", "bag-of-words")
FARTHEST, WIDTH = 50, 10
SIZES = {"train": 5000, "validation": 500, "test": 3000, "farthest": FARTHEST}
QUICK = {"train": 200, "validation": 50, "test": 200, "farthest": FARTHEST}


def experiment(cell: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return an experiment as params.yaml holds it.

    Args:
        cell: its name.
        data: section of the sentences, without the dataset's name.
    """
    return {
        "seed": 1,
        "threads": 1,
        "data": {"name": "agreement", **data},
        "tokenizer": {"name": "whitespace"},
        "embedding": {"name": "learned", "dim": 32},
        "cell": {"name": cell, "hidden_size": 64},
        "task": {"name": "classification", "pooling": "last"},
        "train": {"epochs": 8, "batch_size": 50, "learning_rate": 0.003},
    }


def measured(cell: str, data: dict[str, Any]) -> Iterator[Row]:
    """Train a cell and yield its accuracy by distance.

    Args:
        cell: its name.
        data: section of the sentences.
    """
    with tempfile.TemporaryDirectory() as folder:
        params = Path(folder) / "params.yaml"
        params.write_text(json.dumps(experiment(cell, data)), encoding="utf-8")
        rows = unrolled.run(params).predictions("test")
    examples = agreement_dataset.build(AgreementConfig.parse(data)).read(seed=1)["test"]
    right: dict[int, list[bool]] = defaultdict(list)
    for example, row in zip(examples, rows, strict=True):
        right[int(example["distance"] - 1) // WIDTH].append(row["predicted"] == row["label"])
    for bucket, own in sorted(right.items()):
        first = bucket * WIDTH + 1
        yield Row(f"{cell}, distance {first} to {first + WIDTH - 1}", f"{len(own)} sentences", fmean(own), None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train every cell and print its rows.

    Args:
        arguments: of the command line.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", nargs="+", default=CELLS, help="names of cells")
    parser.add_argument("--cloze", default="number", help="number, language or tense")
    parser.add_argument("--quick", action="store_true", help="few sentences: the figures mean nothing")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    chosen = parser.parse_args(arguments)
    data: dict[str, Any] = {"cloze": chosen.cloze, **(QUICK if chosen.quick else SIZES)}
    print_rows((row for cell in chosen.cells for row in measured(cell, data)), as_json=chosen.json)


if __name__ == "__main__":
    main()
