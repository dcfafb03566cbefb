"""Words as leaves of a tree, frequent ones near its root.

Shapes: V vocabulary, L nodes on all paths.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unrolled_embeddings.kernels.notes import SPARE


class Paths(NamedTuple):
    """From the root to each word.

    Args:
        starts_V1: where a word's path begins.
        nodes_L: numbers of the inner nodes, the root first; ``SPARE`` zeros stand behind the last path.
        labels_L: 1 where the path goes to the first child, 0 where it goes to the second; likewise.
    """

    starts_V1: NDArray[np.int64]
    nodes_L: NDArray[np.int32]
    labels_L: NDArray[np.float32]


def huffman(counts_V: NDArray[np.int64]) -> Paths:
    """Return the paths of the tree that makes the mean path shortest.

    Args:
        counts_V: of the words; a word of count 0 has no path. A single word has a path of one node.

    Source: Huffman, "A method for the construction of minimum-redundancy codes", Proc. IRE 40, 1952.
    """
    words = np.flatnonzero(counts_V).tolist()
    parents, firsts = _merge([(int(counts_V[word]), rank) for rank, word in enumerate(words)])
    paths: list[list[tuple[int, float]]] = [[] for _ in counts_V]
    for rank, word in enumerate(words):
        at = rank
        while at in parents:
            node = parents[at]
            paths[word].append((node - len(words), float(firsts[node] == at)))
            at = node
        paths[word] = paths[word][::-1] or [(0, 1.0)]
    flat = [step for path in paths for step in path] + [(0, 0.0)] * SPARE
    lengths_V = np.array([len(path) for path in paths], np.int64)
    nodes_L, labels_L = (np.array([step[k] for step in flat]) for k in (0, 1))
    return Paths(np.concatenate([[0], lengths_V.cumsum()]), nodes_L.astype(np.int32), labels_L.astype(np.float32))


def _merge(heap: list[tuple[int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    """Join the two rarest trees until one is left; ties go to what is older.

    Args:
        heap: count and number of each leaf.

    Returns:
        Each tree's parent, and each parent's first child.
    """
    parents: dict[int, int] = {}
    firsts: dict[int, int] = {}
    number = len(heap)
    heapq.heapify(heap)
    while len(heap) > 1:
        (count, first), (other_count, second) = heapq.heappop(heap), heapq.heappop(heap)
        parents[first] = parents[second] = number
        firsts[number] = first
        heapq.heappush(heap, (count + other_count, number))
        number += 1
    return parents, firsts
