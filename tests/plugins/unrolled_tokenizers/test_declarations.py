"""The fields of the tokenizers, and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_tokenizers import (
    ByteConfig,
    BytePairConfig,
    CharacterConfig,
    FramesConfig,
    NucleotideConfig,
    RegexConfig,
    SymbolsConfig,
    UnigramConfig,
    WhitespaceConfig,
    WordConfig,
    WordPieceConfig,
    components,
)

VOCABULARIES = [WordConfig, CharacterConfig, WhitespaceConfig, RegexConfig, SymbolsConfig]
NAMES = [
    "word",
    "character",
    "whitespace",
    "regex",
    "symbols",
    "byte",
    "nucleotide",
    "byte-pair",
    "wordpiece",
    "unigram",
    "pretrained",
    "frames",
    "spectra",
]


def test_the_package_declares_these_tokenizers():
    assert [(component.kind, component.name) for component in components()] == [("tokenizer", name) for name in NAMES]


def test_building_a_component_leaves_the_declarations_as_they_were():
    before = components()
    for component in before:
        component.build(component.config.parse({"path": "x.json"} if component.name == "pretrained" else {}))
    assert components() == before


def test_declaring_imports_no_library_that_takes_time():
    program = "import sys, unrolled_tokenizers; print({'torch', 'numpy', 'numba', 'tokenizers'} & set(sys.modules))"
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
@pytest.mark.parametrize("config", VOCABULARIES)
def test_a_bad_field_is_refused_under_its_own_name(config: Any, values: Any, field: str, message: str):
    refuse(config, values, field, message)


@pytest.mark.parametrize(
    ("config", "values", "field", "message"),
    [
        (RegexConfig, {"pattern": "(a"}, "pattern", "missing ), unterminated subpattern at position 0 of '(a'"),
        (RegexConfig, {"pattern": "[z-a]"}, "pattern", "bad character range z-a at position 1"),
        (RegexConfig, {"pattern": "a{99999999999999999999}"}, "pattern", "is too large"),
        (RegexConfig, {"pattern": ""}, "pattern", "at least 1"),
        (SymbolsConfig, {"separator": ""}, "separator", "at least 1"),
        (ByteConfig, {"specials": [], "add_bos": True}, "add_bos", "not among the specials"),
        (NucleotideConfig, {"specials": []}, "ambiguous", "choose refuse or letters"),
        (NucleotideConfig, {"ambiguous": "letters", "k": 8}, "k", "15 letters make 2562890625 words of 8"),
        (NucleotideConfig, {"k": 2, "stride": 3}, "stride", "3 is more than k"),
        (BytePairConfig, {"vocab_size": 258}, "vocab_size", "258 is smaller than padding, the specials"),
        (WordPieceConfig, {"specials": ["<bos>"]}, "specials", "<unk> is needed"),
        (UnigramConfig, {"specials": []}, "specials", "<unk> is needed"),
        (FramesConfig, {"window": 2, "hop": 3}, "hop", "3 is more than window"),
    ],
)
def test_a_field_that_cannot_be_is_refused(config: Any, values: Any, field: str, message: str):
    refuse(config, values, field, message)


def refuse(config: Any, values: Any, field: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        config.parse(values)
    (problem,) = caught.value.errors()
    place = problem["loc"]
    assert place[0] == field
    assert message in problem["msg"]


@pytest.mark.parametrize("config", VOCABULARIES)
def test_a_config_survives_its_plain_form(config: Any):
    values = {"specials": ["<eos>"], "vocabulary": ["b", "a"], "add_eos": True, "max_length": 2}
    assert config.parse(config.parse(values).plain()) == config.parse(values)
