"""Peak memory from a text file to a file of vectors, a process a side, against gensim, which streams the file too."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from children import in_child
from peak_memory import growth
from table import Row
from vector_files import gensim_trains, train_here
from vector_text import read_sentences, write_sentences

GOAL = 1.5
WARM_LINES = 300
SIDES = {"ours": train_here, "gensim": gensim_trains}


def peak_of(side: str, text: Path) -> int:
    """Return how many KiB a process grows while it learns skip-gram for an epoch.

    Args:
        side: one of ``SIDES``.
        text: file to learn from.
    """
    small, out = text.with_suffix(".small"), text.with_suffix(".bin")
    with text.open(encoding="utf-8") as lines:
        small.write_text("".join(islice(lines, WARM_LINES)), encoding="utf-8")
    SIDES[side](small, out, 1)
    return growth(lambda: SIDES[side](text, out, 1))


def memory_rows(words: int | None) -> Iterator[Row]:
    """Yield the ratio of peak memory.

    Args:
        words: of the text; None: all.
    """
    with tempfile.TemporaryDirectory() as place:
        text = Path(place) / "text.txt"
        write_sentences(read_sentences(words), text)
        found = {side: in_child(peak_of, side, text) for side in SIDES}
    what = f"peak memory of skip-gram (100) from a file, {found['ours'] / 1024:.0f} MiB"
    yield Row(what, f"gensim, {found['gensim'] / 1024:.0f} MiB", found["ours"] / found["gensim"], GOAL, lower=True)
