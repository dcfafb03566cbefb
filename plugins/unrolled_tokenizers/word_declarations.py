"""Declarations of the tokenizers that learn whole words: word, character, whitespace, regex, symbols."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator

from unrolled import tokenizer
from unrolled_tokenizers.text_fields import ScannedConfig, VocabularyConfig

if TYPE_CHECKING:
    from unrolled.contracts import Tokenizer


class WordConfig(VocabularyConfig):
    """Words, numbers and punctuation marks; contractions are split as in do n't, it 's."""

    lowercase: bool = True
    """turn capitals into small letters first"""
    punctuation: Literal["tokens", "strip"] = "tokens"
    """tokens: every punctuation mark is a token; strip: punctuation marks are dropped"""


class CharacterConfig(ScannedConfig):
    """Characters, spaces among them."""

    spell: bool = False
    """cut the tokens of a field of kind tokens into characters, with a space between two tokens; false: a token of
    such a field is one character, as it is"""


class WhitespaceConfig(ScannedConfig):
    """Whatever stands between white space, punctuation marks included."""


class RegexConfig(VocabularyConfig):
    """Whatever a pattern of your own matches."""

    pattern: Annotated[str, Field(min_length=1)] = r"\w+|[^\w\s]"
    """regular expression of a token, as Python's re reads it; text that it does not match is dropped"""
    joiner: str = " "
    """what is put between two tokens of a decoded text"""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{error.msg} at position {error.pos} of {pattern!r}") from error
        except (OverflowError, RecursionError) as error:
            raise ValueError(f"{pattern!r} is too large: {error}") from error
        return pattern


class SymbolsConfig(VocabularyConfig):
    """Events or labels: every one is a symbol as a whole, and nothing inside it is looked at."""

    separator: Annotated[str, Field(min_length=1)] = " "
    """what stands between two symbols of a text; the symbols of a field of kind tokens come apart already"""


@tokenizer("word", WordConfig)
def word(config: WordConfig, /) -> Tokenizer:
    """Build the tokenizer of words.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.words import WordTokenizer

    return WordTokenizer(config)


@tokenizer("character", CharacterConfig)
def character(config: CharacterConfig, /) -> Tokenizer:
    """Build the tokenizer of characters.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.characters import CharacterTokenizer

    return CharacterTokenizer(config)


@tokenizer("whitespace", WhitespaceConfig)
def whitespace(config: WhitespaceConfig, /) -> Tokenizer:
    """Build the tokenizer of what stands between white space.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.between_spaces import WhitespaceTokenizer

    return WhitespaceTokenizer(config)


@tokenizer("regex", RegexConfig)
def regex(config: RegexConfig, /) -> Tokenizer:
    """Build the tokenizer of a pattern's matches.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.patterns import PatternTokenizer

    nothing = f"the pattern {config.pattern!r} matches no word in the texts (an empty match is none)"
    return PatternTokenizer(config, config.pattern, config.joiner, nothing)


@tokenizer("symbols", SymbolsConfig)
def symbols(config: SymbolsConfig, /) -> Tokenizer:
    """Build the tokenizer of whole symbols.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.separated import SymbolTokenizer

    return SymbolTokenizer(config)
