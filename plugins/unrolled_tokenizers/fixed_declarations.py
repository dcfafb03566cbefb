"""Declarations of the tokenizers whose vocabulary is fixed: byte, nucleotide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from unrolled import tokenizer
from unrolled_tokenizers.text_fields import TextConfig

if TYPE_CHECKING:
    from unrolled.contracts import Tokenizer

BASES = "ACGT"
IUPAC = "ACGTRYSWKMBDHVN"
MOST_KMERS = 2**28


class ByteConfig(TextConfig):
    """Bytes of UTF-8: 256 of them, and no text is unknown."""

    specials: tuple[Literal["<unk>", "<bos>", "<eos>"], ...] = ("<bos>", "<eos>")
    """tokens besides <pad> (id 0) that are no bytes; they take the ids from 1 on, in this order"""


class NucleotideConfig(TextConfig):
    """Nucleotides: A, C, G and T, alone or as k-mers; small letters count as capitals, U as T."""

    ambiguous: Annotated[Literal["unk", "refuse", "letters"], Field(validate_default=True)] = "unk"
    """what N and the other ten ambiguous IUPAC letters do: a k-mer with one is <unk>; an error; letters like A"""
    k: Annotated[int, Field(ge=1, le=14)] = 1
    """letters a token"""
    stride: Annotated[int, Field(ge=1, le=14)] = 1
    """letters from the start of one token to that of the next, at most k; letters behind the last token are dropped"""

    @field_validator("ambiguous")
    @classmethod
    def _shown(cls, policy: str, info: ValidationInfo) -> str:
        if policy == "unk" and "<unk>" not in info.data.get("specials", ("<unk>",)):
            raise ValueError("<unk> is not among the specials; choose refuse or letters")
        return policy

    @field_validator("k")
    @classmethod
    def _few(cls, k: int, info: ValidationInfo) -> int:
        letters = len(IUPAC if info.data.get("ambiguous") == "letters" else BASES)
        if letters**k > MOST_KMERS:
            raise ValueError(f"{letters} letters make {letters**k} words of {k}, more than {MOST_KMERS}")
        return k

    @field_validator("stride")
    @classmethod
    def _gapless(cls, stride: int, info: ValidationInfo) -> int:
        if stride > info.data.get("k", stride):
            raise ValueError(f"{stride} is more than k: the letters between two tokens would be lost")
        return stride


@tokenizer("byte", ByteConfig)
def byte(config: ByteConfig, /) -> Tokenizer:
    """Build the tokenizer of bytes.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.utf8_bytes import ByteTokenizer

    return ByteTokenizer(config)


@tokenizer("nucleotide", NucleotideConfig)
def nucleotide(config: NucleotideConfig, /) -> Tokenizer:
    """Build the tokenizer of nucleotides.

    Args:
        config: its fields.
    """
    from unrolled_tokenizers.nucleotides import NucleotideTokenizer

    return NucleotideTokenizer(config)
