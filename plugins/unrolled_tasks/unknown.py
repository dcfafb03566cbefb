"""Tokens that the vocabulary lacks: never said, and one sign where a text is shown or counted."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from unrolled.contracts import Tokenizer

UNKNOWN = "<unk>"
SIGN = "\N{REPLACEMENT CHARACTER}"


def unknown_ids(tokenizer: Tokenizer) -> Tensor:
    """Return the id that stands for all that the vocabulary lacks, as int64 ids of one or none.

    Args:
        tokenizer: of the texts.
    """
    return torch.tensor([tokenizer.specials[UNKNOWN]] if UNKNOWN in tokenizer.specials else [], dtype=torch.int64)


def readable(tokenizer: Tokenizer, ids: Sequence[int]) -> str:
    """Return a text with one sign for each token that the vocabulary lacks.

    Args:
        tokenizer: of the text.
        ids: of it.
    """
    text = tokenizer.decode(ids)
    return text.replace(UNKNOWN, SIGN) if tokenizer.specials.get(UNKNOWN) in ids else text
