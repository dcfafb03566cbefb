"""Tokenizers: words, characters, bytes, nucleotides, learned pieces of words, windows of series, spectra of waves."""

from __future__ import annotations

from unrolled import Component, hookimpl
from unrolled_tokenizers.fixed_declarations import ByteConfig, NucleotideConfig, byte, nucleotide
from unrolled_tokenizers.frame_declarations import FramesConfig, frames
from unrolled_tokenizers.spectra_declaration import SpectraConfig, spectra
from unrolled_tokenizers.subword_declarations import (
    BytePairConfig,
    PretrainedConfig,
    UnigramConfig,
    WordPieceConfig,
    byte_pair,
    pretrained,
    unigram,
    wordpiece,
)
from unrolled_tokenizers.text_fields import VocabularyConfig
from unrolled_tokenizers.word_declarations import (
    CharacterConfig,
    RegexConfig,
    SymbolsConfig,
    WhitespaceConfig,
    WordConfig,
    character,
    regex,
    symbols,
    whitespace,
    word,
)

__all__ = [
    "ByteConfig",
    "BytePairConfig",
    "CharacterConfig",
    "FramesConfig",
    "NucleotideConfig",
    "PretrainedConfig",
    "RegexConfig",
    "SpectraConfig",
    "SymbolsConfig",
    "UnigramConfig",
    "VocabularyConfig",
    "WhitespaceConfig",
    "WordConfig",
    "WordPieceConfig",
    "byte",
    "byte_pair",
    "character",
    "components",
    "frames",
    "nucleotide",
    "pretrained",
    "regex",
    "spectra",
    "symbols",
    "unigram",
    "whitespace",
    "word",
    "wordpiece",
]


@hookimpl
def components() -> list[Component]:
    """Declare the tokenizers of this package."""
    whole = [word, character, whitespace, regex, symbols]
    return [*whole, byte, nucleotide, byte_pair, wordpiece, unigram, pretrained, frames, spectra]
