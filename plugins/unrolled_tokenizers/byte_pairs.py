"""Byte-pair encoding: words as bytes, of which the most frequent neighbours are joined again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tokenizers import Tokenizer as Pieces
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from unrolled_tokenizers.piece_bounds import put_around

if TYPE_CHECKING:
    from unrolled_tokenizers.subword_declarations import BytePairConfig


def train_byte_pairs(texts: Iterator[str], config: BytePairConfig) -> Pieces:
    """Learn which pairs to join; equal counts are decided by the ids of the pair, so the result has no chance in it.

    Args:
        texts: to count pairs in.
        config: how many.

    Source:
        Sennrich, Haddow & Birch (2016), Neural machine translation of rare words with subword units, section 3.2;
        over bytes as in Radford et al. (2019), Language models are unsupervised multitask learners, section 2.2.
    """
    pieces = Pieces(models.BPE())
    if config.lowercase:
        pieces.normalizer = normalizers.Lowercase()
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=config.vocab_size - 1,
        min_frequency=config.min_count,
        special_tokens=list(config.specials),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    pieces.train_from_iterator(texts, trainer)
    return put_around(pieces, config)
