"""Log-mel spectra and cepstral coefficients of waves.

Shapes: T samples, I channels, N frames, W samples of a frame, K lines of a spectrum, M bands, C numbers a channel,
F width of a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from unrolled_tokenizers.channels import Channels, values_of
from unrolled_tokenizers.windows import cut

if TYPE_CHECKING:
    from unrolled_tokenizers.spectra_declaration import SpectraConfig

_SILENCE = 1e-10
"""Power of a band below which it is silent: the logarithm of zero is no number."""
_REACH = 2
"""Frames on either side that a difference over time is measured from."""


class SpectraTokenizer:
    """Turns waves into frames: the logarithm of the power in mel bands, or its cosine transform.

    Args:
        config: rate, windows, bands, coefficients, differences, and whether to standardise.

    Source:
        Davis & Mermelstein (1980), Comparison of parametric representations for monosyllabic word recognition,
        section II.
    """

    def __init__(self, config: SpectraConfig) -> None:
        self._config = config
        self._channels = Channels()
        self._window_W = np.hanning(config.window_steps + 1)[:-1]
        self._bands_KM = mel_bands(config.edges, config.transform_steps, config.sample_rate)

    def fit(self, series: Iterable[Sequence[Sequence[float]] | NDArray[np.float32]]) -> Self:
        """Measure mean and standard deviation of every number of a frame.

        Args:
            series: x_TI of the training splits, all of one width.

        Raises:
            DataError: all series are empty, one has another width, or one holds a value that is not finite.
        """
        width = 0
        for number, each in enumerate(series, 1):
            x_TI = values_of(each, width, f"series {number}")
            width = width or x_TI.shape[1]
            self._channels.add(self._frames(x_TI))
        self._channels.close()
        return self

    def encode(self, x_TI: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the frames of one wave.

        Args:
            x_TI: what to encode.

        Returns:
            frames_NF, the numbers of the first channel first; no row for an empty wave.

        Raises:
            DataError: the wave has another width, or holds a value that is not finite.
        """
        width = self._channels.width // self._numbers
        frames_NF = self._frames(values_of(x_TI, width, "a series"))
        return (self._channels.standardised(frames_NF) if self._config.standardise else frames_NF).astype(np.float32)

    def state(self) -> dict[str, Any]:
        """Return mean and standard deviation of every number of a frame."""
        return self._channels.state()

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over mean and standard deviation.

        Args:
            state: of a tokenizer with the same configuration.
        """
        self._channels.restore(state)
        return self

    @property
    def _numbers(self) -> int:
        """How many numbers of a frame come from one channel, C."""
        return (self._config.coefficients or self._config.bands) * (1 + self._config.deltas)

    def _frames(self, x_TI: NDArray[np.float64]) -> NDArray[np.float64]:
        config = self._config
        x_TI = x_TI - config.pre_emphasis * np.concatenate([x_TI[:1], x_TI[:-1]])
        frames_NIW = cut(x_TI, config.window_steps, config.hop_steps).swapaxes(1, 2) * self._window_W
        power_NIK = np.square(np.abs(np.fft.rfft(frames_NIW, config.transform_steps)))
        frames_NIC = np.log(np.maximum(power_NIK @ self._bands_KM, _SILENCE))
        if config.coefficients is not None:
            frames_NIC = frames_NIC @ cosines(config.bands)[:, : config.coefficients]
        orders = [frames_NIC]
        for _ in range(config.deltas):
            orders.append(slopes(orders[-1]))
        return np.concatenate(orders, axis=2).reshape(len(frames_NIC), self._numbers * x_TI.shape[1])


def mel_bands(edges: Sequence[float], steps: int, sample_rate: int) -> NDArray[np.float64]:
    """Return the weight of every line of a spectrum in every band: triangles of height 1 over hertz.

    Args:
        edges: hertz of the bands' corners, M + 2 of them.
        steps: samples of the Fourier transform.
        sample_rate: samples a second.

    Returns:
        bands_KM, with K = steps / 2 + 1.
    """
    lines_K1 = np.fft.rfftfreq(steps, 1 / sample_rate)[:, None]
    low_M, top_M, high_M = (np.array(edges[corner : len(edges) - 2 + corner]) for corner in range(3))
    rising_KM, falling_KM = (lines_K1 - low_M) / (top_M - low_M), (high_M - lines_K1) / (high_M - top_M)
    return np.maximum(0, np.minimum(rising_KM, falling_KM))


def cosines(size: int) -> NDArray[np.float64]:
    """Return the matrix of the orthonormal cosine transform (DCT-II), a column a coefficient.

    Args:
        size: numbers that are transformed, M.
    """
    place_M1, order_M = np.arange(size)[:, None], np.arange(size)
    weights_MM = np.sqrt(2 / size) * np.cos(np.pi * (place_M1 + 0.5) * order_M / size)
    weights_MM[:, 0] /= np.sqrt(2)
    return weights_MM


def slopes(frames_NIC: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how each number changes from frame to frame: the slope of the line through five frames.

    Args:
        frames_NIC: the outermost frames stand for those that would lie beyond them.

    Source:
        Young et al. (2006), The HTK Book, equation 5.16.
    """
    count, reach = len(frames_NIC), range(1, _REACH + 1)
    at_N = np.arange(count)
    rises = [
        step * (frames_NIC[np.minimum(at_N + step, count - 1)] - frames_NIC[np.maximum(at_N - step, 0)])
        for step in reach
    ]
    return np.sum(rises, axis=0) / (2 * sum(step * step for step in reach))
