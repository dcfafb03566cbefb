"""Standard MIDI files, read back by hand."""

import struct

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_tasks.music.midi import midi_file

LOWEST, TICKS = 21, 480
ROLLS = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=40)


def number(data, at):
    """Return a number of seven bits a byte, and where the next thing begins."""
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def notes(file):
    """Return (ticks, on, note) of every event between a file's tempo and its end."""
    assert file[:4] == b"MThd"
    assert struct.unpack(">IHHH", file[4:14]) == (6, 0, 1, TICKS)
    assert file[14:18] == b"MTrk"
    assert struct.unpack(">I", file[18:22])[0] == len(file) - 22
    assert file[22:29] == b"\x00\xff\x51\x03" + (500_000).to_bytes(3, "big")
    assert file[-4:] == b"\x00\xff\x2f\x00"
    at, ticks, events = 29, 0, []
    while at < len(file) - 4:
        waited, at = number(file, at)
        ticks += waited
        events.append((ticks, file[at] == 0x90, file[at + 1]))
        assert file[at] in {0x80, 0x90}
        assert file[at + 2] <= 127
        at += 3
    return events


@pytest.mark.system("A03")
@settings(max_examples=60)
@given(roll=ROLLS)
def test_the_file_sounds_as_the_roll_has_it(roll):
    events = notes(midi_file(torch.tensor(roll).float(), LOWEST))
    sounding, found = set(), []
    for step in range(len(roll)):
        for _, on, note in (event for event in events if event[0] == step * TICKS):
            (sounding.add if on else sounding.remove)(note)
        found.append([LOWEST + key in sounding for key in range(5)])
    assert found == roll
    assert all(ticks <= len(roll) * TICKS for ticks, _, _ in events)
    assert sum(on for _, on, _ in events) * 2 == len(events)


def test_music21_hears_the_chords():
    converter = pytest.importorskip("music21.converter", reason="music21 is not installed")
    roll_TP = torch.zeros(3, 88)
    roll_TP[:2, [39, 43, 46]] = 1
    roll_TP[2, 39] = 1
    score = converter.parseData(midi_file(roll_TP, LOWEST), format="midi")
    lasting = {pitch.midi: note.quarterLength for note in score.flatten().notes for pitch in note.pitches}
    assert lasting == {60: 3, 64: 2, 67: 2}
