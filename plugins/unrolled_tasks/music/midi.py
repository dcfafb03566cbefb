"""Piano rolls as Standard MIDI files, of one track in which a step is a quarter note.

Source: MIDI Manufacturers Association (1996), Standard MIDI Files 1.0.

Shapes: T steps, P keys.
"""

from __future__ import annotations

import struct
from itertools import pairwise

import torch
from torch import Tensor

_TICKS = 480
"""Of a step."""
_TEMPO = 500_000
"""Microseconds a quarter note: 120 of them a minute."""
_VELOCITY = 80
_ON, _OFF = 0x90, 0x80
_SET_TEMPO, _END_OF_TRACK = b"\xff\x51\x03", b"\xff\x2f\x00"


def midi_file(roll_TP: Tensor, lowest: int) -> bytes:
    """Return a piece as the bytes of a file; a key that sounds in steps that follow each other is held.

    Args:
        roll_TP: above 0 where a key sounds.
        lowest: MIDI number of the first key.
    """
    silence_1P = torch.zeros(1, roll_TP.shape[1], dtype=torch.bool)
    sounding_TP = torch.cat([silence_1P, roll_TP.cpu() > 0, silence_1P])
    track, waited = b"\0" + _SET_TEMPO + _TEMPO.to_bytes(3, "big"), 0
    for before_P, now_P in pairwise(sounding_TP):
        for key in (before_P ^ now_P).nonzero()[:, 0].tolist():
            status = _ON if now_P[key] else _OFF
            track += _quantity(waited) + bytes([status, lowest + key, _VELOCITY])
            waited = 0
        waited += _TICKS
    track += b"\0" + _END_OF_TRACK
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, _TICKS) + b"MTrk" + struct.pack(">I", len(track)) + track


def _quantity(value: int) -> bytes:
    """Return a number in seven bits a byte, the most significant ones first; all bytes but the last have the eighth."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))
