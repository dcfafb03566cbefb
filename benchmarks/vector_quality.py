"""Quality of word vectors beside gensim's and fastText's: five epochs of the same text, three seeds a side.

python benchmarks/vector_quality.py [--json] [--words N]

A figure is the mean over our seeds. The goal is the mean over the other side's seeds less its own spread, which is its
best seed's score less its worst one's. Dimensions, windows, noise and the share of frequent words that is left out are
the same on both sides, and so are learning rates: gensim's is ours, and skip-gram's beside fastText is fastText's; its
n-grams and ours have each their own default. For GloVe, 25 epochs, there is no other program to be installed. Scores
are kept between calls: see quality_kept.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Literal

from quality_kept import AT_ONCE, all_scores, key_of
from quality_run import ANALOGIES, PAIRS, Run
from table import Row, print_rows

SEEDS = (1, 2, 3)
Peer = Literal["gensim", "fastText"]


@dataclass(frozen=True, slots=True)
class Case:
    """A comparison.

    Args:
        title: in the table.
        ours: the embedding's name and fields, and threads.
        peer: the other side; None where there is none.
        theirs: its options.
    """

    title: str
    ours: Mapping[str, Any]
    peer: Peer | None
    theirs: Mapping[str, Any]


SKIP_GRAM: Mapping[str, Any] = {"name": "skip-gram", "dim": 100}
GENSIM_SKIP_GRAM: Mapping[str, Any] = {"vector_size": 100, "sg": 1, "negative": 5}
# Its own default, 0.025, is worse here: 0.372 on WordSim-353 where 0.05 gives 0.463.
GENSIM_CBOW: Mapping[str, Any] = {"vector_size": 100, "sg": 0, "negative": 5, "alpha": 0.05}
CASES = (
    Case("skip-gram", SKIP_GRAM, "gensim", GENSIM_SKIP_GRAM),
    Case(
        "skip-gram, hogwild, 2 threads",
        {**SKIP_GRAM, "order": "hogwild", "threads": 2},
        "gensim",
        GENSIM_SKIP_GRAM,
    ),
    Case("cbow", {"name": "cbow", "dim": 100}, "gensim", GENSIM_CBOW),
    Case(
        "hierarchical softmax",
        {**SKIP_GRAM, "objective": "hierarchical-softmax"},
        "gensim",
        {"vector_size": 100, "sg": 1, "hs": 1, "negative": 0},
    ),
    Case("skip-gram at fastText's rate", {**SKIP_GRAM, "learning_rate": 0.05}, "fastText", {"dim": 100, "maxn": 0}),
    Case("fasttext", {"name": "fasttext", "dim": 100}, "fastText", {"dim": 100}),
    Case("glove, 25 epochs", {"name": "glove", "dim": 100, "epochs": 25}, None, {}),
)


def measure(words: int | None) -> Iterator[Row]:
    """Yield every row of the table.

    Args:
        words: of the text; None: all.
    """
    sides = [side for case in CASES for side in (_our_runs(case, words), _their_runs(case, words))]
    scores = all_scores(run for side in sides for run in side)
    for case in CASES:
        ours, theirs = ([scores[key_of(run)] for run in side(case, words)] for side in (_our_runs, _their_runs))
        for measured in (*PAIRS, ANALOGIES):
            yield _row(case, measured, [each[measured] for each in ours], [each[measured] for each in theirs])
    minutes = sum(each["seconds"] for each in scores.values()) / 60 / AT_ONCE
    yield Row(f"minutes of learning in all, {AT_ONCE} processes, kept scores counted as they were", "-", minutes, None)


def _our_runs(case: Case, words: int | None) -> list[Run]:
    return [Run("ours", case.ours, seed, words) for seed in SEEDS]


def _their_runs(case: Case, words: int | None) -> list[Run]:
    return [Run(case.peer, case.theirs, seed, words) for seed in SEEDS] if case.peer else []


def _row(case: Case, measured: str, ours: Sequence[float], theirs: Sequence[float]) -> Row:
    what = f"{case.title}, {measured} {_range(ours)}"
    if case.peer is None:
        return Row(what, "-", mean(ours), None)
    goal = round(mean(theirs) - (max(theirs) - min(theirs)), 4)
    return Row(what, f"{case.peer} {mean(theirs):.4f} {_range(theirs)}", mean(ours), goal)


def _range(scores: Sequence[float]) -> str:
    return f"({min(scores):.4f} to {max(scores):.4f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--words", type=int, help="read about so many words of the text only, for a trial")
    options = parser.parse_args()
    print_rows(measure(options.words), as_json=options.json)


if __name__ == "__main__":
    main()
