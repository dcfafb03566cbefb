"""Word vectors against gensim and fastText, and the deterministic order against threads that write over one another.

python benchmarks/vectors.py [--json]

Words a second, one thread unless it says otherwise, medians of three interleaved runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from table import Row, print_rows
from vector_sides import Text, fasttext_seconds, first_words, gensim_seconds, learn_all, learner, read_text

REPEATS = 3
WORDS = 600_000
# Our embedding and its fields, gensim's options, the ratio to reach.
AGAINST_GENSIM: tuple[tuple[str, dict[str, Any], dict[str, Any], float], ...] = (
    ("skip-gram", {"dim": 100}, {"vector_size": 100, "sg": 1, "negative": 5}, 15.0),
    ("skip-gram", {"dim": 300}, {"vector_size": 300, "sg": 1, "negative": 5}, 10.0),
    ("cbow", {"dim": 100}, {"vector_size": 100, "sg": 0, "negative": 5}, 6.0),
    (
        "skip-gram",
        {"dim": 100, "objective": "hierarchical-softmax"},
        {"vector_size": 100, "sg": 1, "hs": 1, "negative": 0},
        4.0,
    ),
)
FASTTEXT_GOAL = 20.0


def seconds(sides: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Return the median of what each side says that it took; sides take turns.

    Args:
        sides: name to a function that returns seconds.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(REPEATS):
        for name, side in sides.items():
            found[name].append(side())
    return {name: median(each) for name, each in found.items()}


def ours(text: Text, name: str, fields: Mapping[str, Any], threads: int = 1) -> Callable[[], float]:
    """Return a side that learns an epoch.

    Args:
        text: to learn from.
        name: of the embedding.
        fields: of it.
        threads: to use.
    """

    def run() -> float:
        made = learner(name, text.corpus, threads=threads, epochs=1, **fields)
        started = time.perf_counter()
        learn_all(made)
        return time.perf_counter() - started

    return run


def peer_rows(text: Text, file: Path) -> Iterator[Row]:
    """Yield how many times as fast as gensim and fastText our learners are.

    Args:
        text: to learn from.
        file: with the same sentences.
    """
    for name, fields, options, goal in AGAINST_GENSIM:
        sides = {
            "ours": ours(text, name, {**fields, "order": "hogwild"}),
            "gensim": partial(gensim_seconds, text, options),
        }
        if goal == AGAINST_GENSIM[0][3]:
            sides["fastText"] = lambda: fasttext_seconds(file, 100)
        found = seconds(sides)
        shown = ", ".join(str(value) for value in fields.values())
        rate = len(text.corpus.ids_N) / found["ours"] / 1e6
        what = f"{name} ({shown}), {rate:.2f} million words a second"
        yield Row(what, "gensim", found["gensim"] / found["ours"], goal)
        if "fastText" in found:
            yield Row(what, "fastText without subwords", found["fastText"] / found["ours"], FASTTEXT_GOAL)


def order_rows(text: Text) -> Iterator[Row]:
    """Yield what the deterministic order costs, and what a second thread gives.

    Args:
        text: to learn from.
    """
    sides = {
        f"{order} {threads}": ours(text, "skip-gram", {"order": order}, threads)
        for order in ("hogwild", "deterministic")
        for threads in (1, 2)
    }
    found = seconds(sides)
    first = found["hogwild 1"]
    yield Row("skip-gram, deterministic, 1 thread", "hogwild, 1 thread", first / found["deterministic 1"], 0.8)
    yield Row("skip-gram, deterministic, 2 threads", "hogwild, 1 thread", first / found["deterministic 2"], 1.1)
    yield Row("skip-gram, hogwild, 2 threads", "hogwild, 1 thread", first / found["hogwild 2"], 1.4)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    options = parser.parse_args()
    whole = read_text()
    part = first_words(whole, WORDS)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "text.txt"
        file.write_text("\n".join(map(" ".join, part.sentences)), encoding="utf-8")
        for measured in (order_rows(whole), peer_rows(part, file)):
            for row in measured:
                rows.append(row)
                print(row.plain(), file=sys.stderr, flush=True)
    print_rows(rows, as_json=options.json)


if __name__ == "__main__":
    main()
