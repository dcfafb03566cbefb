"""What a word's letters tell of it, joined to its vector.

Shapes: B batch, T words, L letters of a whole text, E letter vector, W word vector, F features.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unrolled.contracts import PAD, Input
from unrolled.errors import ConfigError, Problem

_WINDOW = 3
"""Letters that a feature sees at once: too few to reach from one word over a gap into the next."""


class WordLetters(nn.Module):
    """A convolution over the letters of a text, its maximum over each word, joined to the word's vector.

    Where the field's tokenizer cuts at white space itself, each of its ids is a word, seen with the two beside it.

    Source: Ma and Hovy, "End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF" (2016), section 2.1; the layer
    that brings both back to the width of a word vector is ours.

    Args:
        field: the words, spelled, with one gap between two of them.
        features: of a word's letters, F.
        word_size: width of a word vector, W.

    Raises:
        ConfigError: the field's tokenizer has no id of its own for a gap.
    """

    def __init__(self, field: Input, features: int, word_size: int) -> None:
        super().__init__()
        assert field.embedding is not None
        self.gap = _gap(field)
        self.embedding = field.embedding
        self.convolution = nn.Conv1d(field.size, features, _WINDOW, padding=_WINDOW // 2)
        self.join = nn.Linear(word_size + features, word_size)

    def counts(self, ids_BL: Tensor) -> Tensor:
        """Return how many words each text has, counts_B.

        Args:
            ids_BL: int64 ids of letters and gaps, padded behind.
        """
        return torch.where(ids_BL[:, 0] == PAD, 0, self._words(ids_BL).amax(1) + 1)

    def forward(self, words_BTW: Tensor, ids_BL: Tensor) -> Tensor:
        """Return words_BTW that know their letters.

        Args:
            words_BTW: vectors of the words, as many as ``counts`` has.
            ids_BL: int64 ids of letters and gaps, padded behind.
        """
        between_BL = (ids_BL == PAD) | (ids_BL == (PAD if self.gap is None else self.gap))
        letters_BLE = self.embedding(ids_BL).masked_fill(between_BL[..., None], 0)
        features_BLF = self.convolution(letters_BLE.transpose(1, 2)).transpose(1, 2).relu()
        features_BLF = features_BLF.masked_fill(between_BL[..., None], 0)
        place_BLF = self._words(ids_BL)[..., None].expand_as(features_BLF)
        none_BTF = words_BTW.new_zeros(*words_BTW.shape[:2], features_BLF.shape[2])
        return self.join(torch.cat([words_BTW, none_BTF.scatter_reduce(1, place_BLF, features_BLF, "amax")], 2))

    def _words(self, ids_BL: Tensor) -> Tensor:
        """Return the word that each id belongs to; padding belongs to the last one."""
        if self.gap is None:
            return ((ids_BL != PAD).cumsum(1) - 1).clamp(min=0)
        return (ids_BL == self.gap).cumsum(1)


def _gap(field: Input) -> int | None:
    """Return the id between two words; None where each id is a word, as for a tokenizer that cuts at white space."""
    assert field.tokenizer is not None
    specials = field.tokenizer.specials
    bounds = {specials.get("<bos>"), specials.get("<eos>")}
    # Tokens that are spelled stand apart by what joins two empty ones; single letters, by a token of their own.
    gaps: list[str | list[str]] = [" "] if field.kind == "text" else [["", ""], [" "]]
    tried = [[index for index in field.tokenizer.encode(gap) if index not in bounds] for gap in gaps]
    found = next((ids for ids in tried if len(ids) == 1 and specials.get("<unk>") not in ids), tried[-1])
    if len(found) > 1 or specials.get("<unk>") in found:
        what = f"field '{field.name}' spells words, and its tokenizer has no id for the space between two of them"
        command = "unrolled show tokenizer character"
        raise ConfigError(Problem(what, where="task 'tagging'", command=command))
    return next(iter(found), None)
