"""Notes by their numbers, and what is measured of music."""

import math

import pytest
import torch

from unrolled.errors import ConfigError
from unrolled_tasks.music.notes import frame_of, in_key_rate, note_entropy

C_MAJOR = [60, 62, 64, 65, 67, 69, 71]


def roll(*steps, lowest=21, size=88):
    """Return a roll whose steps are lists of MIDI numbers."""
    roll_TP = torch.zeros(len(steps), size)
    for at, notes in enumerate(steps):
        roll_TP[at, [note - lowest for note in notes]] = 1
    return roll_TP


def test_a_prompt_names_the_notes_of_a_step():
    assert torch.equal(frame_of("60 64 67", lowest=21, size=88), roll([60, 64, 67])[0])
    assert (frame_of("", lowest=21, size=88).nonzero()[:, 0] + 21).tolist() == [65, 69, 72]


@pytest.mark.parametrize("prompt", ["20", "109", "60 x", "-3", "6.5"])
def test_a_prompt_of_other_notes_is_refused(prompt):
    with pytest.raises(ConfigError, match="is no MIDI number from 21 to 108"):
        frame_of(prompt, lowest=21, size=88)


@pytest.mark.system("A03")
def test_note_entropy_is_that_of_which_key_sounds():
    assert note_entropy(roll([60], [60, 72], [72])) == 1
    assert note_entropy(roll(*([note] for note in range(60, 68)))) == 3
    assert note_entropy(roll([60], [60])) == 0
    assert note_entropy(roll([])) == 0


@pytest.mark.system("A03")
def test_the_in_key_rate_is_that_of_the_scale_that_fits_best():
    assert in_key_rate(roll(*([note] for note in C_MAJOR)), 21) == 1
    assert in_key_rate(roll(*([note + 3] for note in C_MAJOR)), 21) == 1
    assert in_key_rate(roll(*([note] for note in range(60, 72))), 21) == pytest.approx(7 / 12)
    assert math.isnan(in_key_rate(roll([]), 21))
