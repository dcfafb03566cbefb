"""The mel scale of pitch.

Source:
    Young et al. (2006), The HTK Book, equation 5.13.
"""

from __future__ import annotations

import math

_BREAK, _FACTOR = 700.0, 2595.0


def mel(frequency: float) -> float:
    """Return the pitch of a frequency.

    Args:
        frequency: in hertz.
    """
    return _FACTOR * math.log10(1 + frequency / _BREAK)


def hertz(pitch: float) -> float:
    """Return the frequency of a pitch.

    Args:
        pitch: in mel.
    """
    return _BREAK * (10 ** (pitch / _FACTOR) - 1)
