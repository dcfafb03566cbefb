"""The fields of the tokenizers, and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_tokenizers import CharacterConfig, WordConfig, components


def test_the_package_declares_word_and_character():
    assert [(component.kind, component.name) for component in components()] == [
        ("tokenizer", "word"),
        ("tokenizer", "character"),
    ]


def test_building_a_component_leaves_the_declarations_as_they_were():
    before = components()
    for component in before:
        component.build(component.config())
    assert components() == before


def test_declaring_imports_neither_torch_nor_numpy():
    program = "import sys, unrolled_tokenizers; print({'torch', 'numpy', 'numba'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"specials": ["<unk>", "<unk>"]}, "specials", "listed twice"),
        ({"specials": ["<sep>"]}, "specials", "<unk>"),
        ({"specials": [], "add_eos": True}, "add_eos", "<eos> is not among the specials"),
        ({"specials": ["<eos>"], "add_bos": True}, "add_bos", "<bos> is not among the specials"),
        ({"vocabulary": ["a", "b", "a"]}, "vocabulary", "'a' is empty, a special or listed twice"),
        ({"vocabulary": ["a", ""]}, "vocabulary", "'' is empty"),
        ({"vocabulary": ["<pad>"]}, "vocabulary", "a special"),
        ({"vocabulary": ["<unk>"]}, "vocabulary", "a special"),
        ({"lowercase": True, "vocabulary": ["I"]}, "vocabulary", "lowercase is true"),
        ({"add_bos": True, "add_eos": True, "max_length": 2}, "max_length", "leaves no room"),
        ({"min_count": 0}, "min_count", "greater than or equal to 1"),
        ({"order": "alphabetical"}, "order", "frequency"),
    ],
)
@pytest.mark.parametrize("config", [WordConfig, CharacterConfig])
def test_a_bad_field_is_refused_under_its_own_name(config: Any, values: Any, field: str, message: str):
    with pytest.raises(ValidationError) as caught:
        config.parse(values)
    (problem,) = caught.value.errors()
    place = problem["loc"]
    assert place[0] == field
    assert message in problem["msg"]


@pytest.mark.parametrize("config", [WordConfig, CharacterConfig])
def test_a_config_survives_its_plain_form(config: Any):
    values = {"specials": ["<eos>"], "vocabulary": ["b", "a"], "add_eos": True, "max_length": 2}
    assert config.parse(config.parse(values).plain()) == config.parse(values)
