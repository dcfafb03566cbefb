"""What a configuration of spectra may say."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pydantic import ValidationError

from unrolled_tokenizers import SpectraConfig
from unrolled_tokenizers.mel_scale import hertz, mel


def test_seconds_become_samples():
    config = SpectraConfig(sample_rate=8000)
    assert (config.window_steps, config.hop_steps, config.transform_steps) == (200, 80, 256)
    assert SpectraConfig().transform_steps == 512


def test_bands_are_evenly_spaced_in_mel_from_the_lowest_to_the_highest_frequency():
    edges = SpectraConfig(bands=10, lowest=100.0, highest=4000.0).edges
    apart = [mel(after) - mel(before) for before, after in pairwise(edges)]
    assert (len(edges), edges[0], edges[-1]) == (12, pytest.approx(100), pytest.approx(4000))
    assert apart == [pytest.approx(apart[0])] * 11


def test_a_thousand_hertz_are_a_thousand_mel():
    assert mel(1000) == pytest.approx(1000, abs=0.1)
    assert hertz(mel(440)) == pytest.approx(440)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"hop": 0.03}, "hop 0.03 is more than window"),
        ({"highest": 9000}, "lowest < highest <= 8000"),
        ({"lowest": 500, "highest": 400}, "lowest < highest"),
        ({"bands": 200}, "200 bands are too many: the first is 18 hertz wide"),
        ({"coefficients": 41}, "coefficients 41 are more than bands 40"),
    ],
)
def test_what_cannot_be_computed_is_told_when_the_configuration_is_read(values, what):
    with pytest.raises(ValidationError, match=what):
        SpectraConfig.parse(values)
