"""WordPiece: words as letters, joined as byte pairs are, with ## before every piece but a word's first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tokenizers import Tokenizer as Pieces
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from unrolled_tokenizers.piece_bounds import put_around
from unrolled_tokenizers.piece_words import count_words, need_room
from unrolled_tokenizers.vocabulary import UNK

if TYPE_CHECKING:
    from unrolled_tokenizers.subword_declarations import WordPieceConfig

INNER = "##"
_LONGEST_WORD = 100
_AT_ONCE = 10_000


def train_word_pieces(texts: Iterator[str], config: WordPieceConfig) -> Pieces:
    """Learn which pieces to join.

    Args:
        texts: to count pairs in.
        config: how many.

    Raises:
        DataError: the letters of the texts alone are more than ``vocab_size``.

    Source:
        Schuster & Nakajima (2012), Japanese and Korean voice search, section 4; pairs are chosen by count.
    """
    pieces = Pieces(models.WordPiece(unk_token=UNK, max_input_chars_per_word=_LONGEST_WORD))
    pieces.normalizer = normalizers.Sequence([normalizers.NFC(), *[normalizers.Lowercase()] * config.lowercase])
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.decoder = decoders.WordPiece(prefix=INNER, cleanup=False)
    vocabulary = _learned(count_words(texts, pieces), config)
    pieces.model = models.WordPiece(vocabulary, unk_token=UNK, max_input_chars_per_word=_LONGEST_WORD)
    pieces.add_special_tokens(list(config.specials))
    return put_around(pieces, config)


def _learned(counts: Mapping[str, int], config: WordPieceConfig) -> dict[str, int]:
    """Return piece to id; letters are given to the library in order, which it has none for, and so decide all ids."""
    alphabet = [*sorted({word[0] for word in counts}), *sorted({INNER + letter for w in counts for letter in w[1:]})]
    need_room(len(alphabet), config)
    trainer = trainers.WordPieceTrainer(
        vocab_size=config.vocab_size - 1,
        min_frequency=config.min_count,
        special_tokens=[*config.specials, *alphabet],
        continuing_subword_prefix=INNER,
        show_progress=False,
    )
    learner = Pieces(models.WordPiece(unk_token=UNK))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    learner.train_from_iterator(_repeated(counts), trainer)
    return learner.get_vocab()


def _repeated(counts: Mapping[str, int]) -> Iterator[str]:
    for word, count in counts.items():
        whole, rest = divmod(count, _AT_ONCE)
        yield from [" ".join([word] * _AT_ONCE)] * whole
        yield " ".join([word] * rest)
