"""What the rooms of generated and of packaged data declare, and the laws that it keeps."""

import pytest

import unrolled_data
from unrolled.testing import laws

SIZES = {"train": 60, "validation": 10, "test": 10}
SMALL = {
    "adding": {**SIZES, "length": 10},
    "agreement": {**SIZES, "farthest": 5},
    "basic-motions": {},
    "copy": {**SIZES, "blanks": 5},
    "dates": SIZES,
    "digits": {},
    "glyphs": {"fonts": ["SansMono"], "size": 8},
    "japanese-vowels": {},
    "locale-names": {},
    "motifs": SIZES,
    "moving-shapes": {**SIZES, "steps": 3},
    "parity": SIZES,
    "python-docs": {},
    "surnames": {"locales": ["de_DE", "fr_FR"]},
}
COMPONENTS = {component.name: component for component in unrolled_data.components()}


@pytest.mark.parametrize(
    "law",
    [
        pytest.param(law, id=f"{name}-{rule}")
        for name, section in SMALL.items()
        for rule, law in laws(COMPONENTS[name], COMPONENTS[name].config.parse(section))
    ],
)
def test_the_law_holds(law):
    law()
