"""Log-mel spectra and cepstral coefficients of waves."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.fft
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.testing import conform
from unrolled_tokenizers import FramesConfig, SpectraConfig, frames, spectra
from unrolled_tokenizers.spectra_frames import cosines, mel_bands, slopes

RATE = 8000
WAVE_T1 = np.random.default_rng(0).normal(size=(3001, 1)).astype(np.float32)


def encoded(x_T1=WAVE_T1, **values):
    tokenizer = spectra.build(SpectraConfig.parse({"sample_rate": RATE, "standardise": False, **values}))
    return tokenizer.fit([x_T1]).encode(x_T1)


def tone(frequency, seconds=0.2):
    return np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)[:, None].astype(np.float32)


@pytest.mark.parametrize(
    "values",
    [{}, {"coefficients": 13, "deltas": 2, "pre_emphasis": 0.97}, {"standardise": False, "bands": 20, "deltas": 1}],
)
def test_it_keeps_every_law_of_tokenizers_of_series(values):
    assert not conform(spectra, SpectraConfig.parse(values)).not_applicable


@pytest.mark.system("T13")
def test_the_spectra_are_those_of_torch_in_mel_bands():
    steps = torch.stft(
        torch.as_tensor(WAVE_T1[:, 0]).double(),
        n_fft=256,
        hop_length=80,
        window=torch.nn.functional.pad(torch.hann_window(200, dtype=torch.float64), (0, 56)),
        center=False,
        return_complex=True,
    )
    power_NK = steps.abs().square().T.numpy()
    corners = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 4000 / 700), 12) / 2595) - 1)
    bands_KM = np.zeros((129, 10))
    for line in range(129):
        for band in range(10):
            low, top, high = corners[band : band + 3]
            hertz = line * RATE / 256
            if low < hertz <= top:
                bands_KM[line, band] = (hertz - low) / (top - low)
            elif top < hertz < high:
                bands_KM[line, band] = (high - hertz) / (high - top)
    found_NF = encoded(bands=10, lowest=0)
    assert len(found_NF) == 1 + -(-(3001 - 200) // 80)
    torch.testing.assert_close(found_NF[: len(power_NK)], np.log(power_NK @ bands_KM).astype(np.float32))


def test_a_tone_is_loudest_in_the_band_around_it():
    edges = SpectraConfig(sample_rate=RATE).edges
    for frequency in (300, 1000, 3000):
        (band,) = set(encoded(tone(frequency))[:-3].argmax(1))
        assert edges[band] < frequency < edges[band + 2]


def test_every_line_between_the_first_and_the_last_corner_is_in_bands_of_a_weight_of_one_in_all():
    config = SpectraConfig(sample_rate=RATE, bands=10)
    bands_KM = mel_bands(config.edges, 256, RATE)
    hertz_K = np.arange(129) * RATE / 256
    inside_K = (hertz_K >= config.edges[1]) & (hertz_K <= config.edges[-2])
    np.testing.assert_allclose(bands_KM.sum(1)[inside_K], 1)
    assert (bands_KM > 0).any(0).all()


def test_coefficients_are_the_orthonormal_cosine_transform_of_the_bands():
    bands_NM = encoded(bands=23).astype(np.float64)
    expected_NC = scipy.fft.dct(bands_NM, norm="ortho")[:, :13]
    np.testing.assert_allclose(encoded(bands=23, coefficients=13), expected_NC, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(cosines(23).T @ cosines(23), np.eye(23), atol=1e-12)


def test_differences_are_the_slope_of_the_line_through_five_frames():
    frames_NF = np.random.default_rng(1).normal(size=(9, 1, 2))
    for at in range(2, 7):
        expected_F = np.polyfit(range(5), frames_NF[at - 2 : at + 3, 0], 1)[0]
        np.testing.assert_allclose(slopes(frames_NF)[at, 0], expected_F)
    assert slopes(np.full((3, 1, 2), 7.0)).tolist() == np.zeros((3, 1, 2)).tolist()
    plain_NF, joined_NF = encoded(), encoded(deltas=2)
    assert joined_NF.shape == (len(plain_NF), 3 * plain_NF.shape[1])
    assert joined_NF[:, : plain_NF.shape[1]].tobytes() == plain_NF.tobytes()


def test_pre_emphasis_is_a_filter():
    filtered_T1 = scipy.signal.lfilter([1, -0.97], [1], WAVE_T1.astype(np.float64), axis=0)
    filtered_T1[0] = 0.03 * WAVE_T1[0]
    np.testing.assert_allclose(encoded(pre_emphasis=0.97), encoded(filtered_T1), rtol=1e-4, atol=1e-4)


def test_silence_is_finite_and_channels_stand_side_by_side():
    assert np.isfinite(encoded(np.zeros((500, 1), np.float32))).all()
    both_T2 = np.concatenate([WAVE_T1, tone(440, len(WAVE_T1) / RATE)], axis=1)
    assert encoded(both_T2)[:, 40:].tobytes() == encoded(both_T2[:, 1:]).tobytes()


def test_the_training_frames_have_mean_0_and_deviation_1():
    frames_NF = encoded(standardise=True)
    assert np.abs(frames_NF.mean(0)).max() < 1e-5
    assert np.abs(frames_NF.std(0) - 1).max() < 1e-5


def test_waves_of_another_number_of_channels_are_an_error():
    tokenizer = spectra.build(SpectraConfig()).fit([WAVE_T1])
    with pytest.raises(DataError, match="a series has steps of 1 and of 2 values"):
        tokenizer.encode(np.zeros((9, 2), np.float32))


@pytest.mark.system("A12")
@given(st.integers(1, 60), st.integers(1, 8).flatmap(lambda w: st.tuples(st.just(w), st.integers(1, w))))
@settings(max_examples=100)
def test_a_wave_cut_into_frames_is_the_wave_again_when_they_are_added_where_they_overlap(length, shape):
    window, hop = shape
    wave_T1 = np.random.default_rng(length).normal(size=(length, 1)).astype(np.float32)
    config = FramesConfig(window=window, hop=hop, standardise=False)
    frames_NW = frames.build(config).fit([wave_T1]).encode(wave_T1)
    sums, counts = np.zeros((2, (len(frames_NW) - 1) * hop + window))
    for number, frame_W in enumerate(frames_NW):
        sums[number * hop : number * hop + window] += frame_W
        counts[number * hop : number * hop + window] += 1
    assert (sums / counts)[:length].astype(np.float32).tobytes() == wave_T1[:, 0].tobytes()
