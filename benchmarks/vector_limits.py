"""How far the learners of word vectors are from what the processor can do: operations and bytes, a word and a second.

An operation is a multiplication with an addition. Rows that stay in a cache between two windows count as moved, too, so
that bytes a second may be more than the memory's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from interleaved import medians_told
from machine_limits import Limits, measure_limits
from table import Row
from vector_sides import our_seconds
from vector_text import Text
from vector_work import Work, cbow_work, draw_windows, fasttext_work, hierarchical_work, skip_gram_work

REPEATS = 3
GIGA = 1e9


@dataclass(frozen=True, slots=True)
class Objective:
    """What is learned, and what it takes.

    Args:
        title: in the table.
        name: of the embedding.
        fields: of it.
        work: for a word.
    """

    title: str
    name: str
    fields: Mapping[str, Any]
    work: Work


def limit_rows(text: Text) -> Iterator[Row]:
    """Yield what the machine can do, and what each objective makes of it.

    Args:
        text: to learn from.
    """
    limits = measure_limits()
    yield Row("most operations of a core, thousand million a second", "-", limits.multiply_adds / GIGA, None)
    yield Row("copy within L2, GB a second", "1 thread", limits.l2 / GIGA, None)
    for threads, copied in limits.memory.items():
        yield Row("copy beyond the caches, GB a second", _threads(threads), copied / GIGA, None)
    for objective in _objectives(text):
        yield from _rows(text, objective, limits)


def _objectives(text: Text) -> Iterator[Objective]:
    windows = draw_windows(text.corpus)
    for dim in (100, 300):
        yield Objective(f"skip-gram ({dim})", "skip-gram", {"dim": dim}, skip_gram_work(windows, dim))
    yield Objective("cbow (100)", "cbow", {"dim": 100}, cbow_work(windows, 100))
    fields, work = {"dim": 100, "objective": "hierarchical-softmax"}, hierarchical_work(windows, text.corpus, 100)
    yield Objective("skip-gram (100, hierarchical-softmax)", "skip-gram", fields, work)
    yield Objective("fasttext (100)", "fasttext", {"dim": 100}, fasttext_work(windows, text.corpus, 100))


def _rows(text: Text, objective: Objective, limits: Limits) -> Iterator[Row]:
    what, work, fields = objective.title, objective.work, {**objective.fields, "order": "hogwild"}
    sides = {str(threads): partial(our_seconds, text, objective.name, fields, threads) for threads in limits.memory}
    rates = {threads: len(text.corpus.ids_N) / seconds for threads, seconds in medians_told(sides, REPEATS).items()}
    yield Row(f"{what}, operations a word", "-", work.multiply_adds, None)
    yield Row(f"{what}, bytes of rows a word", "-", work.row_bytes, None)
    share = rates["1"] * work.multiply_adds / limits.multiply_adds
    yield Row(f"{what}, 1 thread, share of the operations", "most of a core", share, None)
    for threads, copied in limits.memory.items():
        moved = rates[str(threads)] * work.row_bytes
        shown = f"{what}, {moved / GIGA:.1f} GB of rows a second, {_threads(threads)}"
        yield Row(shown, "copy beyond the caches", moved / copied, None)


def _threads(threads: int) -> str:
    return f"{threads} thread{'s' * (threads > 1)}"
