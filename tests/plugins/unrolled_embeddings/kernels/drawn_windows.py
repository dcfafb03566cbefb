"""Windows that the compiled loops draw from random texts, read back from their room, and what a window loses.

Shapes: G parts of a row, V vocabulary, P numbers of a padded part or of all parts, C contexts, T targets.
"""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st

from unrolled_embeddings.kernels.notes import SPARE
from unrolled_embeddings.kernels.paths import huffman
from unrolled_embeddings.kernels.rooms import Room, Rule, rooms
from unrolled_embeddings.kernels.tables import Tables, Text, part_sizes, rows
from unrolled_embeddings.kernels.windows import draw
from unrolled_embeddings.prediction.references import loss_of_labels, mean_row

KEY = np.uint64(7)
WHOLE = 1_000
"""Contexts that learn at once: all of a window."""


def text_of(sentences):
    """Return the words of sentences with their bounds."""
    lengths = [len(sentence) for sentence in sentences]
    ends, spare = np.cumsum(lengths), np.zeros(SPARE, np.int64)
    words = np.array([word for sentence in sentences for word in sentence])
    parts = words, np.repeat(ends - lengths, lengths), np.repeat(ends, lengths)
    return Text(*(np.concatenate([part, spare]).astype(np.int32)[: len(part)] for part in parts))


def tables_of(text, dim, *, scale=0.5, vocab_size=None, split=True):
    """Return tables of random rows, their padding zero, with noise and paths of the text's own counts."""
    generator = np.random.default_rng(1)
    counts_V = np.bincount(text.words_N, minlength=vocab_size or 0)
    numbers_G = part_sizes(dim, split=split)
    shape = len(numbers_G), len(counts_V), int(numbers_G[0])
    both = [rows(shape[0] * shape[1], shape[2]).reshape(shape) for _ in range(2)]
    for table_GVP in both:
        for part, first in enumerate(range(0, dim, shape[2])):
            width = min(dim - first, shape[2])
            table_GVP[part, :, :width] = generator.normal(scale=scale, size=(len(counts_V), width))
    noise_D = generator.choice(len(counts_V), 1 << 10, p=counts_V / counts_V.sum()).astype(np.int32)
    return Tables(*both, numbers_G, np.concatenate([noise_D, noise_D[:20]]), len(noise_D), *huffman(counts_V))


def whole(tables):
    """Return copies of the rows of words and of targets, their parts side by side."""
    return [np.concatenate(list(table_GVP), axis=1).astype(np.float64) for table_GVP in tables[:2]]


def rule_of(**values):
    return Rule(
        **{
            "reach": 3,
            "shrink": True,
            "negatives": 5,
            "own_noise": False,
            "accidental_hits": False,
            "mean": False,
            **values,
        }
    )


SENTENCES = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=12), min_size=1, max_size=5)
RULES = st.builds(
    rule_of,
    reach=st.integers(1, 7),
    shrink=st.booleans(),
    negatives=st.sampled_from([0, 1, 2, 5, 8]),
    own_noise=st.booleans(),
    accidental_hits=st.booleans(),
    mean=st.booleans(),
).map(lambda rule: rule._replace(own_noise=rule.own_noise and bool(rule.negatives) and not rule.mean))


class Drawn(NamedTuple):
    """A window: rows of contexts, rows of each set of targets, their labels and rates."""

    contexts: list[int]
    sets: list[tuple[list[int], list[float], list[float]]]


def longest_path(tables):
    return int(np.diff(tables.starts_V1).max())


def place(tables, rule, windows=1, piece=WHOLE) -> Room:
    (room,) = rooms(rule, windows, piece, longest_path(tables), tables.words_GVP.shape, 1)
    return room


def drawn(n, text, tables, rule, *, rate=1e-3, into=None) -> Drawn:
    """Draw a window and read it from the room."""
    at = into or place(tables, rule)
    draw(0, n, KEY, np.float32(rate), text, tables, rule, at)
    contexts = ids(at.contexts_GWC[0, 0, : at.sizes_W[0]], tables.words_GVP)
    width = int(at.widths_W[0])
    labels = list((ctypes.c_float * width).from_address(int(at.labels_W[0])))
    sets = []
    for start in range(0, width * (len(contexts) if rule.own_noise else 1), width):
        part = slice(start, start + width)
        targets = ids(at.targets_GWT[0, 0, part], tables.targets_GVP)
        sets.append((targets, labels, at.rates_WT[0, part].tolist()))
    return Drawn(contexts, sets)


def ids(addresses, table_GVP):
    """Return the numbers of the rows that stand at addresses."""
    return ((addresses - table_GVP.ctypes.data) // table_GVP.strides[1]).tolist()


def pieces(drawn: list[Drawn], piece, rule) -> list[list[Drawn]]:
    """Return windows with those of their contexts alone that learn at once; a mean's are all of them."""
    if rule.mean:
        return [drawn]
    most = max(len(window.contexts) for window in drawn)
    parts = [slice(start, start + piece) for start in range(0, most, piece)]
    return [
        [Drawn(window.contexts[part], window.sets[part] if rule.own_noise else window.sets) for window in drawn]
        for part in parts
    ]


def loss(window: Drawn, words_VP, targets_VP, rule) -> torch.Tensor:
    """Return what a window loses, each target counted by its rate."""
    total = (words_VP.sum() + targets_VP.sum()) * 0
    if not window.contexts:
        return total
    rows_CP = words_VP[window.contexts]
    rows_CP = mean_row(rows_CP) if rule.mean else rows_CP
    for k, (targets, labels, rates) in enumerate(window.sets):
        part_CP = rows_CP[k : k + 1] if rule.own_noise else rows_CP
        total = total + loss_of_labels(part_CP, targets_VP[targets], *map(torch.tensor, (labels, rates)))
    return total
