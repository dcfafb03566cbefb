"""What a wav file holds."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled_data.audio_folder.waves import wave_of

from .conftest import wav


@pytest.mark.parametrize(
    ("width", "samples", "expected"),
    [
        (1, [0, 128, 192, 255], [-1, 0, 0.5, 127 / 128]),
        (2, [-(2**15), 0, 2**14, 2**15 - 1], [-1, 0, 0.5, 1 - 2**-15]),
        (3, [-(2**23), 0, 2**22, -1], [-1, 0, 0.5, -(2.0**-23)]),
        (4, [-(2**31), 0, 2**30, -(2**8)], [-1, 0, 0.5, -(2.0**-23)]),
    ],
)
def test_samples_of_every_width_lie_between_minus_1_and_1(width, samples, expected):
    wave_T1 = wave_of(wav(samples, width=width), 8000)
    assert wave_T1.dtype == np.float32
    assert wave_T1.tolist() == [[each] for each in expected]


def test_channels_are_averaged():
    assert wave_of(wav([2**14, 0, 2**14, 2**14], channels=2), 8000).tolist() == [[0.25], [0.5]]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is no wav file of plain samples: it ends too early"),
        (b"RIFX" + b"\0" * 60, "is no wav file of plain samples: file does not start with RIFF id"),
        (wav([1, 2, 3])[:-2], "is cut short"),
        (wav([]), "holds no sample"),
        (wav([1], rate=16000), "has 16000 samples a second, where sample_rate says 8000"),
    ],
)
def test_what_is_no_wave_of_the_rate_says_why(content, what):
    with pytest.raises(ValueError, match=what):
        wave_of(content, 8000)
