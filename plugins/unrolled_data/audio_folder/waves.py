"""What a wav file holds, as numbers between -1 and 1.

Shapes: T samples, I channels.
"""

from __future__ import annotations

import wave
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

_UNSIGNED, _PADDED = 1, 3
"""Bytes a sample of the width that has no sign, and of the one that no integer has."""


def wave_of(content: bytes, sample_rate: int) -> NDArray[np.float32]:
    """Return the samples of a wav file, its channels averaged, as x_T1.

    Args:
        content: the file's bytes: PCM of 8, 16, 24 or 32 bits.
        sample_rate: samples a second that it must have.

    Raises:
        ValueError: it is damaged, empty, or of another kind or rate; the message goes on from the file's name.
    """
    try:
        with wave.open(BytesIO(content)) as file:
            form, data = file.getparams(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"is no wav file of plain samples: {str(error) or 'it ends too early'}") from error
    if form.framerate != sample_rate:
        raise ValueError(f"has {form.framerate} samples a second, where sample_rate says {sample_rate}")
    if not form.nframes:
        raise ValueError("holds no sample")
    if len(data) != form.nframes * form.nchannels * form.sampwidth:
        raise ValueError(f"is cut short: it holds fewer than the {form.nframes} samples that it names")
    return _samples(data, form.sampwidth).reshape(-1, form.nchannels).mean(1, keepdims=True).astype(np.float32)


def _samples(data: bytes, width: int) -> NDArray[Any]:
    if width == _UNSIGNED:
        return (np.frombuffer(data, np.uint8) - 128.0) / 128
    if width == _PADDED:
        padded = np.zeros((len(data) // width, 4), np.uint8)
        padded[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, width)
        return padded.view("<i4")[:, 0] / 2.0**31
    return np.frombuffer(data, f"<i{width}") / 2.0 ** (8 * width - 1)
