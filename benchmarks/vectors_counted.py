"""Vectors from counts: counting against scipy, GloVe's pairs a second, and quality on WordSim-353.

python benchmarks/vectors_counted.py [--json] [--shared DIR]

Seconds are medians of interleaved runs, on one thread where nothing else is said. Quality is what the defaults reach.
"""

from __future__ import annotations

import argparse
import lzma
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from interleaved import medians
from table import Row, print_rows
from unrolled.contracts import Corpus, Ragged, Silent
from unrolled.runtime.splits import corpus
from unrolled.runtime.vectors import learn_vectors
from unrolled.vectors.similarity import read_pairs, score_pairs
from unrolled.vectors.table import WordVectors
from unrolled_embeddings.counts.cooccurrence import Cooccurrence, index
from unrolled_embeddings.counts.cooccurrence_shelf import Shelf
from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig, GloveConfig, cooccurrence_svd, glove

REPEATS = 3
WINDOW = 10
MIN_COUNT = 5
SPECIALS = ("<pad>", "<unk>")
UNK = 1


def read_text(path: Path) -> tuple[list[str], Corpus]:
    """Return the words of a text by frequency, behind the specials, and the text.

    Args:
        path: of lines of words, compressed by xz.
    """
    with lzma.open(path, "rt", encoding="utf-8") as file:
        lines = [line.split() for line in file]
    counts = Counter(word for line in lines for word in line)
    words = [*SPECIALS, *(word for word, count in counts.most_common() if count >= MIN_COUNT)]
    ids = {word: place for place, word in enumerate(words)}
    text = Ragged.of([[ids.get(word, UNK) for word in line] for line in lines])
    return words, corpus([text], vocab_size=len(words), specials=(0, UNK))


def count(text: Corpus) -> list[Any]:
    """Count as the embeddings do.

    Args:
        text: to count in.
    """
    made = Cooccurrence(index(text, text.vocab_size), GloveConfig(window=WINDOW), Shelf(4))
    return [made.count(group) for group in range(made.groups)]


def count_with_scipy(text: Corpus) -> Any:
    """Count as one would with sparse matrices: a matrix of all pairs at each distance, then their sum.

    Args:
        text: to count in.
    """
    from scipy import sparse

    kept_N = text.ids_N > UNK
    ids_N = text.ids_N[kept_N]
    sequence_N = np.repeat(np.arange(len(text.offsets_S1) - 1), np.diff(text.offsets_S1))[kept_N]
    shape = text.vocab_size, text.vocab_size
    total = sparse.csr_matrix(shape, dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        together = sequence_N[:-distance] == sequence_N[distance:]
        one_P, other_P = ids_N[:-distance][together], ids_N[distance:][together]
        weights_P = np.full(len(one_P), 1 / distance, np.float32)
        total += sparse.coo_matrix((weights_P, (one_P, other_P)), shape).tocsr()
    return total + total.T


def measure(words: list[str], text: Corpus, pairs: Path) -> Iterator[Row]:
    """Yield every row of the table.

    Args:
        words: of the text.
        text: to learn from.
        pairs: file of WordSim-353.
    """
    found = medians({"ours": lambda: count(text), "scipy": lambda: count_with_scipy(text)}, REPEATS)
    what = f"co-occurrence, {len(text.ids_N) / 1e6:.1f} M words, window {WINDOW}"
    yield Row(f"{what}, times as fast", "scipy.sparse", found["scipy"] / found["ours"], 5)
    for threads in (1, 2):
        million = rate(text, threads) / 1e6
        goal = 25 if threads == 1 else None
        yield Row("GloVe, dim 100, M pairs a second", f"{threads} thread{'s' * (threads > 1)}", million, goal)
    for component, config in ((glove, GloveConfig()), (cooccurrence_svd, CooccurrenceSvdConfig())):
        with tempfile.TemporaryDirectory() as work:
            learner = component.build(config, vocab_size=len(words)).learner(text, seed=1, threads=1)
            vectors_VE: NDArray[np.float32] = learn_vectors(learner, work=Path(work), progress=Silent())
        score = score_pairs(WordVectors(words, vectors_VE), read_pairs(pairs))
        what = f"{component.name}, Spearman on {score.covered} of {score.total} pairs"
        yield Row(what, "WordSim-353", score.spearman or 0, None)


def rate(text: Corpus, threads: int) -> float:
    """Return how many pairs a second GloVe learns from.

    Args:
        text: to learn from.
        threads: to learn with.
    """
    learner = glove.build(GloveConfig(), vocab_size=text.vocab_size).learner(text, seed=1, threads=threads)
    epoch = range(learner.chunks // GloveConfig().epochs)
    found = medians({"epoch": lambda: [learner.learn(chunk) for chunk in epoch]}, REPEATS)
    return sum(map(learner.amount, epoch)) / found["epoch"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=beside, help="folder of texts and word pairs")
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = options.shared / "data"
    text = read_text(data / "language-modelling" / "wikipedia-3.6m-words.txt.xz")
    print_rows(measure(*text, data / "word-vectors" / "EN-WS-353-ALL.txt"), as_json=options.json)


if __name__ == "__main__":
    main()
