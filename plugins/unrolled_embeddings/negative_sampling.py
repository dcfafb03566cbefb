"""The inner loop of skip-gram with negative sampling, compiled by numba at its first call.

For a word w and a word c of its window, with noise words n: minimise -log s(c.w) - sum_n log s(-n.w), where s is
the logistic function. Words and contexts have vectors of their own; those of the words are the result.

Shapes: N tokens, S sequences, V vocabulary, E embedding, K targets: a context word and its noise words.

Source: Mikolov et al., "Distributed representations of words and phrases", NIPS 2013, equation 4.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unrolled_embeddings.draws import Draws
from unrolled_embeddings.randomness import below, happens

LOWEST_RATE = 1e-4
"""The learning rate falls to this share of what it was at the start."""
SUMS = {"reassoc", "contract", "nsz"}
"""What LLVM may do to arithmetic: enough to add in vectors; infinities keep their meaning."""


class Weights(NamedTuple):
    """What is learned, and changed in place."""

    words_VE: NDArray[np.float32]
    contexts_VE: NDArray[np.float32]


class Rule(NamedTuple):
    """How it is learned; ``total`` is the number of tokens in all epochs."""

    window: int
    shrink_windows: bool
    negatives: int
    accidental_hits: bool
    rate: float
    total: int


class Room(NamedTuple):
    """Memory to work in, ``kept_N`` for the longest sequence, and the state of the random numbers."""

    kept_N: NDArray[np.int32]
    targets_K: NDArray[np.int32]
    gradient_E: NDArray[np.float32]
    random_1: NDArray[np.uint64]


class Job(NamedTuple):
    """All that the loop needs besides the text."""

    weights: Weights
    draws: Draws
    rule: Rule
    room: Room


@njit(nogil=True, fastmath=SUMS)
def train(ids_N: NDArray[np.int32], offsets_S1: NDArray[np.int64], done: int, job: Job) -> None:
    """Learn from some sequences.

    Args:
        ids_N: of the whole corpus.
        offsets_S1: bounds of the sequences to learn from.
        done: tokens learned from so far, in all epochs.
        job: its weights and its random state are changed.
    """
    rule = job.rule
    for s in range(offsets_S1.size - 1):
        length = offsets_S1[s + 1] - offsets_S1[s]
        size = _keep(ids_N[offsets_S1[s] : offsets_S1[s + 1]], job.draws.keep_V, job.room)
        for n in range(size):
            share = (done + length * n / size) / rule.total
            rate = np.float32(rule.rate * max(1 - share, LOWEST_RATE))
            _visit(n, size, rate, job)
        done += length


@njit(nogil=True)
def _keep(ids_N: NDArray[np.int32], keep_V: NDArray[np.uint64], room: Room) -> int:
    size = 0
    for n in range(ids_N.size):
        word = int(ids_N[n])
        if happens(room.random_1, keep_V[word]):
            room.kept_N[size] = word
            size += 1
    return size


@njit(nogil=True, fastmath=SUMS)
def _visit(n: int, size: int, rate: np.float32, job: Job) -> None:
    room, reach = job.room, job.rule.window
    if job.rule.shrink_windows:
        reach = 1 + below(room.random_1, reach)
    word_E = job.weights.words_VE[room.kept_N[n]]
    for c in range(max(0, n - reach), min(size, n + reach + 1)):
        if c != n:
            room.targets_K[0] = room.kept_N[c]
            targets = _add_noise(job.draws, job.rule, room)
            update(word_E, job.weights.contexts_VE, room.targets_K[:targets], rate, room.gradient_E)


@njit(nogil=True)
def _add_noise(tables: Draws, rule: Rule, room: Room) -> int:
    size = 1
    for _ in range(rule.negatives):
        noise = below(room.random_1, tables.alias_V.size)
        if not happens(room.random_1, tables.accept_V[noise]):
            noise = np.int64(tables.alias_V[noise])
        if rule.accidental_hits or noise != room.targets_K[0]:
            room.targets_K[size] = noise
            size += 1
    return size


@njit(nogil=True, fastmath=SUMS)
def update(
    word_E: NDArray[np.float32],
    contexts_VE: NDArray[np.float32],
    targets_K: NDArray[np.int32],
    rate: np.float32,
    gradient_E: NDArray[np.float32],
) -> None:
    """Take one step of gradient descent on one word and its targets.

    Args:
        word_E: changed.
        contexts_VE: changed in the rows of the targets.
        targets_K: the context word, then its noise words.
        rate: length of the step.
        gradient_E: room to work in.
    """
    one = np.float32(1)
    gradient_E[:] = 0
    # Plain loops over float32: LLVM makes vector instructions of them, and nothing is allocated.
    for k in range(targets_K.size):
        context_E = contexts_VE[targets_K[k]]
        logit = np.float32(0)
        for e in range(word_E.size):
            logit += word_E[e] * context_E[e]
        slope = rate * (np.float32(k == 0) - one / (one + math.exp(-logit)))
        for e in range(word_E.size):
            gradient_E[e] += slope * context_E[e]
            context_E[e] += slope * word_E[e]
    for e in range(word_E.size):
        word_E[e] += gradient_E[e]
