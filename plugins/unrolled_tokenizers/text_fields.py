"""Fields that the configurations of tokenizers share."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import Config, Tune


class TextConfig(Config):
    """What every tokenizer of text can be told."""

    specials: tuple[Literal["<unk>", "<bos>", "<eos>"], ...] = ("<unk>", "<bos>", "<eos>")
    """tokens besides <pad> (id 0) that are no words; they take the ids from 1 on, in this order"""
    add_bos: bool = False
    """put <bos> before every text"""
    add_eos: bool = False
    """put <eos> behind every text"""
    max_length: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """ids a text at most, <bos> and <eos> among them; words are cut off at the end; null: never"""

    @field_validator("specials")
    @classmethod
    def _once(cls, specials: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(specials)) < len(specials):
            raise ValueError("a special is listed twice")
        return specials

    @field_validator("add_bos", "add_eos")
    @classmethod
    def _listed(cls, add: bool, info: ValidationInfo) -> bool:
        special = {"add_bos": "<bos>", "add_eos": "<eos>"}[info.field_name or ""]
        if add and special not in info.data.get("specials", (special,)):
            raise ValueError(f"{special} is not among the specials")
        return add

    @field_validator("max_length")
    @classmethod
    def _roomy(cls, length: int | None, info: ValidationInfo) -> int | None:
        bounds = bool(info.data.get("add_bos")) + bool(info.data.get("add_eos"))
        if length is not None and length <= bounds:
            raise ValueError(f"{length} leaves no room for a word beside <bos> and <eos>")
        return length


class VocabularyConfig(TextConfig):
    """What every tokenizer with a learned vocabulary can be told."""

    lowercase: bool = False
    """turn capitals into small letters first"""
    normalise: Literal["none", "NFC"] = "none"
    """NFC: then spell a letter and its marks in the one way of that Unicode form; none: leave them as they are"""
    max_word_bytes: Annotated[int, Field(ge=1, le=65_536)] = 1000
    """words of more bytes in UTF-8 are not learned, so that a text without a gap fills no memory"""
    vocabulary: tuple[str, ...] | None = None
    """exact words in the order of their ids; order, min_count and max_size do not apply then; null: learn them"""
    order: Literal["frequency", "first-seen"] = "frequency"
    """which words get the small ids; among words of one frequency the first seen"""
    min_count: Annotated[int, Field(ge=1, le=1_000_000_000), Tune(1, 10)] = 1
    """words seen less often are not learned"""
    max_size: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    """words learned at most, the most frequent ones; the specials are not counted; null: all"""

    @field_validator("vocabulary")
    @classmethod
    def _reachable(cls, words: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        seen: set[str] = {"<pad>", "", *info.data.get("specials", ())}
        for word in words or ():
            if word in seen:
                raise ValueError(f"{word!r} is empty, a special or listed twice")
            if info.data.get("lowercase") and word != word.lower():
                raise ValueError(f"{word!r} has capitals, but lowercase is true: no text could ever hold it")
            if info.data.get("normalise") == "NFC" and not unicodedata.is_normalized("NFC", word):
                raise ValueError(f"{word!r} is not in the form NFC, but normalise is: no text could ever hold it")
            seen.add(word)
        return words


class ScannedConfig(VocabularyConfig):
    """What every tokenizer can be told that also reads whole files (`unrolled vectors train`)."""

    invalid: Literal["strict", "replace", "skip"] = "strict"
    """what bytes of such a file that are no UTF-8 do: end it with an error; become U+FFFD; vanish; they are counted"""
