"""The first and the last piece of a text, as the library's post-processor puts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tokenizers import Tokenizer as Pieces
from tokenizers.processors import TemplateProcessing

from unrolled_tokenizers.vocabulary import BOS, EOS

if TYPE_CHECKING:
    from unrolled_tokenizers.subword_declarations import PiecesConfig


def put_around(pieces: Pieces, config: PiecesConfig) -> Pieces:
    """Let a tokenizer put ``<bos>`` and ``<eos>`` around every text, where the config asks for them.

    Args:
        pieces: that know the specials.
        config: says which of them to put.
    """
    first, last = [BOS] * config.add_bos, [EOS] * config.add_eos
    if first or last:
        ids = [(special, pieces.token_to_id(special)) for special in (*first, *last)]
        pieces.post_processor = TemplateProcessing(single=[*first, "$A", *last], special_tokens=ids)
    return pieces
