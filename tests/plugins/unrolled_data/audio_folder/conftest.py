"""Small recordings."""

from __future__ import annotations

import io
import tarfile
import wave

import numpy as np
import pytest


def wav(samples, *, width=2, channels=1, rate=8000):
    """Return the bytes of a wav file: samples are whole numbers of its width, channel by channel for each step."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        raw = b"".join(int(each).to_bytes(width, "little", signed=width > 1) for each in samples)
        file.writeframes(raw)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of recordings: two labels, three speakers, four takes each, every file of other samples."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    for label in ("no", "yes"):
        for speaker in ("ann", "bob", "cid"):
            for take in range(4):
                path = tmp_path / "spoken" / label / f"{speaker}_{take}.wav"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(wav(random.integers(-1000, 1000, 20 + take)))
    return tmp_path / "spoken"


@pytest.fixture
def archive(folder):
    """The same as a packed archive, beside the folder."""
    with tarfile.open("spoken.tar.xz", "w:xz") as file:
        file.add(folder, arcname=".")
    return "spoken.tar.xz"
