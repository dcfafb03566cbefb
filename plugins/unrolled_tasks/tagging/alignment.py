"""As many labels as tokens, or a plain word of what is wrong.

Shapes: B batch, T tokens.
"""

from __future__ import annotations

from torch import Tensor

from unrolled.contracts import PAD, Batch, Input, Sequences
from unrolled.errors import ConfigError, DataError, Problem

_WHERE = "task 'tagging'"


def valid_steps(field: Sequences) -> Tensor:
    """Return valid_BT, true where there is a token or a frame; an empty sequence has none.

    Args:
        field: int64 ids_BT, or float32 frames_BTI.
    """
    if field.values.dim() == 2:  # noqa: PLR2004 - (B, T)
        return field.values != PAD
    steps_T = field.lengths_B.new_ones(field.values.shape[1]).cumsum(0)
    return (steps_T <= field.lengths_B[:, None]).to(field.values.device)


def require_one_id_a_token(field: Input) -> None:
    """Refuse a tokenizer that makes more or less of a token than one id: each label belongs to one token.

    Args:
        field: the input; of a text, the tokenizer itself says what a token is.

    Raises:
        ConfigError: the tokenizer puts something around a text, or cuts a token.
    """
    if field.tokenizer is None:
        return
    known = field.tokenizer.decode([field.tokenizer.vocab_size - 1])
    words = [known, known] if field.kind == "tokens" else [known]
    ids = field.tokenizer.encode(words if field.kind == "tokens" else known)
    if len(ids) != len(words):
        what = f"the tokenizer of field '{field.name}' makes {len(ids)} ids of {len(words)} tokens ({known!r}), where "
        what += "every label belongs to one; add_bos and add_eos are to be false, and tokens are to stay whole"
        raise ConfigError(Problem(what, where=_WHERE, command="unrolled plugins"))


def require_alike(batch: Batch, name: str, counts_B: Tensor, other: str, others_B: Tensor) -> None:
    """Refuse examples of which two fields hold different numbers of things.

    Args:
        batch: of the examples.
        name: of the one field.
        counts_B: what it holds.
        other: of the other field.
        others_B: what that holds.

    Raises:
        DataError: an example has more of one than of the other; the first is named.
    """
    wrong_B = counts_B.cpu() != others_B.cpu()
    if wrong_B.any():
        at = int(wrong_B.nonzero()[0])
        what = f"example {int(batch.rows_B[at]) + 1} of the split has {int(counts_B[at])} of field '{name}' and "
        what += f"{int(others_B[at])} of field '{other}', where each belongs to one; does a tokenizer cut or drop some?"
        raise DataError(Problem(what, where=_WHERE, command="unrolled plugins"))
