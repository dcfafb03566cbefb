"""Declarations of the tokenizers that know pieces of words: byte-pair, wordpiece, unigram, pretrained."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import Config, Tune, tokenizer
from unrolled_tokenizers.text_fields import TextConfig

if TYPE_CHECKING:
    from unrolled.contracts import Tokenizer

LIBRARIES = ("tokenizers",)


class PiecesConfig(TextConfig):
    """What every tokenizer of learned pieces can be told."""

    lowercase: bool = False
    """turn capitals into small letters first"""
    vocab_size: Annotated[int, Field(ge=3, le=1_000_000), Tune(1_000, 32_000, log=True)] = 8_000
    """ids at most, padding and specials among them"""


class MergesConfig(PiecesConfig):
    """What every tokenizer can be told that learns by joining two pieces into one."""

    min_count: Annotated[int, Field(ge=1, le=1_000_000_000)] = 2
    """pairs seen less often are not joined"""


class BytePairConfig(MergesConfig):
    """Pieces of words, joined from bytes by the most frequent pairs (Sennrich et al., 2016); no text is unknown."""

    specials: tuple[Literal["<unk>", "<bos>", "<eos>"], ...] = ("<bos>", "<eos>")
    """tokens besides <pad> (id 0) that are no words; they take the ids from 1 on, in this order"""

    @field_validator("vocab_size")
    @classmethod
    def _holds_bytes(cls, size: int, info: ValidationInfo) -> int:
        least = 1 + len(info.data.get("specials", ())) + 256
        if size < least:
            raise ValueError(f"{size} is smaller than padding, the specials and the alphabet of 256 bytes: {least}")
        return size


class WordPieceConfig(MergesConfig):
    """Pieces of words, of which the inner ones start with ## (Schuster & Nakajima, 2012), as BERT has them."""

    lowercase: bool = True
    """turn capitals into small letters first"""

    @field_validator("specials")
    @classmethod
    def _with_unknown(cls, specials: tuple[str, ...]) -> tuple[str, ...]:
        return _need_unknown(specials)


class UnigramConfig(PiecesConfig):
    """Pieces of words from a unigram language model (Kudo, 2018), as SentencePiece has them."""

    @field_validator("specials")
    @classmethod
    def _with_unknown(cls, specials: tuple[str, ...]) -> tuple[str, ...]:
        return _need_unknown(specials)


class PretrainedConfig(Config):
    """The tokenizer of a local tokenizer.json, as the library tokenizers writes them."""

    path: Annotated[str, Field(min_length=1)]
    """of the file, from the folder of params.yaml; nothing is ever downloaded"""
    max_length: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """ids a text at most, those that the file puts around it among them; cut off at the end; null: never"""


def _need_unknown(specials: tuple[str, ...]) -> tuple[str, ...]:
    if "<unk>" not in specials:
        raise ValueError("<unk> is needed: a word of letters that were never seen has no pieces")
    return specials


@tokenizer("byte-pair", BytePairConfig, libraries=LIBRARIES)
def byte_pair(config: BytePairConfig, /) -> Tokenizer:
    """Build the tokenizer of byte pairs.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.byte_pairs import train_byte_pairs
    from unrolled_tokenizers.learned_pieces import LearnedPieces

    return LearnedPieces(config.max_length, partial(train_byte_pairs, config=config))


@tokenizer("wordpiece", WordPieceConfig, libraries=LIBRARIES)
def wordpiece(config: WordPieceConfig, /) -> Tokenizer:
    """Build the tokenizer of WordPiece.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.learned_pieces import LearnedPieces
    from unrolled_tokenizers.word_pieces import train_word_pieces

    return LearnedPieces(config.max_length, partial(train_word_pieces, config=config))


@tokenizer("unigram", UnigramConfig, libraries=LIBRARIES)
def unigram(config: UnigramConfig, /) -> Tokenizer:
    """Build the tokenizer of a unigram language model.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.learned_pieces import LearnedPieces
    from unrolled_tokenizers.unigrams import train_unigrams

    return LearnedPieces(config.max_length, partial(train_unigrams, config=config))


@tokenizer("pretrained", PretrainedConfig, inputs=lambda config: (config.path,), libraries=LIBRARIES)
def pretrained(config: PretrainedConfig, /) -> Tokenizer:
    """Build the tokenizer of a file.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.files import FilePieces

    return FilePieces(config)
