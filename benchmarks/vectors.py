"""Word vectors against gensim and fastText, and the deterministic order against threads that write over one another.

python benchmarks/vectors.py [--json] [--words N]

Words a second, one thread unless it says otherwise, medians of three runs in turns. What comes from a file, memory, the
main job's stage, and how far all is from what the processor can do are measured by the modules beside this one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from interleaved import medians_told
from table import Row, print_rows
from vector_files import file_rows
from vector_limits import limit_rows
from vector_memory import memory_rows
from vector_sides import fasttext_seconds, gensim_seconds, our_seconds
from vector_stage import stage_row
from vector_text import Text, first_words, read_text, write_sentences

REPEATS = 3
WORDS = 600_000
HIERARCHICAL = "hierarchical-softmax"
# Our embedding and its fields, gensim's options, the ratio to reach.
AGAINST_GENSIM: tuple[tuple[str, dict[str, Any], dict[str, Any], float], ...] = (
    ("skip-gram", {"dim": 100}, {"vector_size": 100, "sg": 1, "negative": 5}, 15.0),
    ("skip-gram", {"dim": 300}, {"vector_size": 300, "sg": 1, "negative": 5}, 10.0),
    ("cbow", {"dim": 100}, {"vector_size": 100, "sg": 0, "negative": 5}, 6.0),
    (
        "skip-gram",
        {"dim": 100, "objective": HIERARCHICAL},
        {"vector_size": 100, "sg": 1, "hs": 1, "negative": 0},
        4.0,
    ),
)
# Our embedding and its fields, fastText's options and what they mean, the ratio to reach.
AGAINST_FASTTEXT: tuple[tuple[str, dict[str, Any], dict[str, Any], str, float], ...] = (
    ("skip-gram", {"dim": 100}, {"dim": 100, "maxn": 0}, "fastText without subwords", 20.0),
    ("fasttext", {"dim": 100}, {"dim": 100}, "fastText", 5.0),
)


def gensim_rows(text: Text) -> Iterator[Row]:
    """Yield how many times as fast as gensim our learners are.

    Args:
        text: to learn from.
    """
    for name, fields, options, goal in AGAINST_GENSIM:
        ours = partial(our_seconds, text, name, {**fields, "order": "hogwild"})
        sides = {"ours": ours, "gensim": partial(gensim_seconds, text, options)}
        yield _times_row(text, f"{name} ({_shown(fields)})", sides, goal)


def fasttext_rows(text: Text) -> Iterator[Row]:
    """Yield how many times as fast as fastText our learners are.

    Args:
        text: to learn from.
    """
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "text.txt"
        write_sentences(text.sentences, file)
        for name, fields, options, peer, goal in AGAINST_FASTTEXT:
            ours = partial(our_seconds, text, name, {**fields, "order": "hogwild"})
            sides = {"ours": ours, peer: partial(fasttext_seconds, file, options)}
            yield _times_row(text, f"{name} ({_shown(fields)})", sides, goal)


def _times_row(text: Text, what: str, sides: Mapping[str, Callable[[], float]], goal: float) -> Row:
    found, peer = medians_told(sides, REPEATS), list(sides)[1]
    rate = len(text.corpus.ids_N) / found["ours"] / 1e6
    return Row(f"{what}, {rate:.2f} million words a second", peer, found[peer] / found["ours"], goal)


def _shown(fields: dict[str, Any]) -> str:
    return ", ".join(str(value) for value in fields.values())


def order_rows(text: Text) -> Iterator[Row]:
    """Yield what the deterministic order costs, and what a second thread gives.

    Args:
        text: to learn from.
    """
    sides = {
        f"{order} {threads}": partial(our_seconds, text, "skip-gram", {"order": order}, threads)
        for order in ("hogwild", "deterministic")
        for threads in (1, 2)
    }
    found = medians_told(sides, REPEATS)
    first = found["hogwild 1"]
    yield Row("skip-gram, deterministic, 1 thread", "hogwild, 1 thread", first / found["deterministic 1"], 0.8)
    yield Row("skip-gram, deterministic, 2 threads", "hogwild, 1 thread", first / found["deterministic 2"], 1.1)
    yield Row("skip-gram, hogwild, 2 threads", "hogwild, 1 thread", first / found["hogwild 2"], 1.4)


def measure(words: int | None) -> Iterator[Row]:
    """Yield every row of the table.

    Args:
        words: of the text that are read; None: all.
    """
    whole = read_text(words)
    yield from order_rows(whole)
    part = first_words(whole, WORDS)
    yield from gensim_rows(part)
    yield from fasttext_rows(part)
    yield from file_rows(words)
    yield from memory_rows(words)
    yield stage_row()
    yield from limit_rows(whole)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--words", type=int, help="read about so many words of the text only, for a trial")
    options = parser.parse_args()
    print_rows(measure(options.words), as_json=options.json)


if __name__ == "__main__":
    main()
