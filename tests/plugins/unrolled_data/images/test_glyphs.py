import sys

import numpy as np
import pytest

from unrolled import DataError
from unrolled_data.images import GlyphsConfig, glyphs_dataset


def read(seed=1, **section):
    return glyphs_dataset.build(GlyphsConfig.parse(section)).read(seed=seed)


@pytest.fixture(scope="module")
def examples():
    pytest.importorskip("matplotlib")
    return [example for own in read(fonts=["SansMono"]).values() for example in own]


def test_characters_carry_their_unicode_names(examples):
    names = {example["name"] for example in examples}
    assert {"latin small letter e with acute", "greek capital letter omega", "digit seven", "rightwards arrow"} <= names
    assert len(names) == len(examples) > 2500


def test_a_character_is_drawn_in_the_middle_of_its_image(examples):
    (bar,) = [example["image"] for example in examples if example["name"] == "vertical line"]
    assert bar.shape == (24, 24)
    columns = np.flatnonzero(bar.sum(0))
    assert 10 <= columns.min() <= columns.max() <= 13
    assert bar.max() == 1


def test_every_image_shows_something_and_holds_numbers_from_0_to_1(examples):
    pixels_N = np.array([example["image"] for example in examples])
    assert pixels_N.dtype == np.float32
    assert pixels_N.min() == 0
    assert pixels_N.max() == 1
    assert (pixels_N.max((1, 2)) > 0).all()


def test_a_character_of_several_fonts_is_in_one_split_alone():
    pytest.importorskip("matplotlib")
    splits = read(fonts=["SansMono", "Serif"], size=12)
    names = [{example["name"] for example in own} for own in splits.values()]
    assert len(set.union(*names)) == sum(map(len, names))
    assert len(splits["test"]) > len(names[2])


def test_fonts_are_declared_and_a_missing_package_named(monkeypatch):
    dataset = glyphs_dataset.build(GlyphsConfig(fonts=("Serif-Bold",)))
    assert dataset.inputs.packaged == (("matplotlib", "matplotlib/mpl-data/fonts/ttf/DejaVuSerif-Bold.ttf"),)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(DataError, match=r"'matplotlib' is not installed.*unrolled\[examples\]"):
        dataset.read(seed=1)
