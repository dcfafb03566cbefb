"""Notes by their MIDI numbers, and what is measured of music.

Shapes: T steps, P keys.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from unrolled.errors import ConfigError, Problem

_OCTAVE = 12
_TRIAD = (0, 4, 7)
_SCALE = (0, 2, 4, 5, 7, 9, 11)
"""Steps of a major scale; a natural minor scale is that of another first note."""


def frame_of(prompt: str, *, lowest: int, size: int) -> Tensor:
    """Return a step of music.

    Args:
        prompt: MIDI numbers parted by spaces; empty: a major triad in the middle.
        lowest: MIDI number of the first key.
        size: keys of a frame, P.

    Returns:
        float32 frame_P.

    Raises:
        ConfigError: a word of the prompt is no number of a key.
    """
    keys, middle = range(lowest, lowest + size), [(size // 2 + step) % size for step in _TRIAD]
    wrong = [word for word in prompt.split() if not word.isdecimal() or int(word) not in keys]
    if wrong:
        what = f"'{wrong[0]}' is no MIDI number from {keys[0]} to {keys[-1]}"
        near = " ".join(str(keys[step]) for step in sorted(middle))
        raise ConfigError(Problem(what, where="--prompt", nearest=near, command="unrolled sample --help"))
    frame_P = torch.zeros(size)
    frame_P[[int(word) - lowest for word in prompt.split()] or middle] = 1
    return frame_P


def notes_of(keys_TP: Tensor, *, lowest: int) -> list[list[int]]:
    """Return the MIDI numbers of the keys of each step.

    Args:
        keys_TP: bool, of a piece.
        lowest: MIDI number of the first key.
    """
    notes: list[list[int]] = [[] for _ in range(len(keys_TP))]
    for step, key in keys_TP.nonzero().tolist():
        notes[step].append(lowest + key)
    return notes


def note_entropy(roll_TP: Tensor) -> float:
    """Return how varied the notes are: the entropy of which key sounds, in bits.

    Args:
        roll_TP: of a piece, or of several behind one another; above 0 where a key sounds.

    Returns:
        From 0, for one key alone or silence, to ``log2 P``.
    """
    counts_P = (roll_TP > 0).sum(0).double()
    shares_P = counts_P[counts_P > 0] / counts_P.sum()
    return float(-(shares_P * shares_P.log2()).sum()) + 0.0


def in_key_rate(roll_TP: Tensor, lowest: int) -> float:
    """Return the share of notes that lie in the one scale that fits best.

    Args:
        roll_TP: of one piece; above 0 where a key sounds.
        lowest: MIDI number of the first key.

    Returns:
        From 7/12, about what notes without a key have, to 1; NaN for silence.
    """
    counts_P = (roll_TP > 0).sum(0).tolist()
    classes = [0] * _OCTAVE
    for key, count in enumerate(counts_P):
        classes[(lowest + key) % _OCTAVE] += count
    best = max(sum(classes[(tonic + step) % _OCTAVE] for step in _SCALE) for tonic in range(_OCTAVE))
    return best / sum(classes) if any(classes) else math.nan
