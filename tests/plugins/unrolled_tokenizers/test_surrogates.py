"""Halves of characters are refused before they reach a file."""

from __future__ import annotations

from typing import Any

import pytest

from unrolled import DataError
from unrolled_tokenizers import components

TEXTS = {component.name: component for component in components() if "text" in component.reads}
del TEXTS["pretrained"], TEXTS["byte"], TEXTS["nucleotide"]


@pytest.mark.parametrize("name", TEXTS)
def test_half_a_character_is_not_learned(name: str):
    component = TEXTS[name]
    with pytest.raises(DataError, match=r"U\+DC80 in .* is a lone surrogate: half a character"):
        component.build(component.config()).fit(["a b", "b\udc80"])


@pytest.mark.parametrize("name", ["byte-pair", "wordpiece", "unigram"])
@pytest.mark.parametrize("text", ["a\ud800", ["a", "\ud800"]])
def test_half_a_character_is_not_encoded_into_pieces(name: str, text: Any):
    component = TEXTS[name]
    tokenizer = component.build(component.config()).fit(["a b"])
    with pytest.raises(DataError, match="lone surrogate"):
        tokenizer.encode_batch(["a", text])
    with pytest.raises(DataError, match="lone surrogate"):
        tokenizer.offsets("a\ud800")
