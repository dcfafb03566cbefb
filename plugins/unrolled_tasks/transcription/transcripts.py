"""Transcripts as connectionist temporal classification sees them: symbols, and the frames that they need at least.

Shapes: B batch, L ids of a transcript, T frames, N symbols of a batch, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import ctc_loss

from unrolled.contracts import PAD

BLANK = PAD
"""The id that says nothing: padding stands for no symbol in any vocabulary."""


class Transcripts(NamedTuple):
    """The symbols of some transcripts.

    Args:
        ids_BL: int64, with padding and what stands for no symbol.
        said_BL: which of them are symbols.
    """

    ids_BL: Tensor
    said_BL: Tensor

    @classmethod
    def of(cls, ids_BL: Tensor, unsaid: Sequence[int]) -> Transcripts:
        """Return transcripts without what frames them.

        Args:
            ids_BL: as the tokenizer gave them, padded.
            unsaid: ids that stand for no symbol, padding among them.
        """
        return cls(ids_BL, ~torch.isin(ids_BL, torch.tensor(unsaid, device=ids_BL.device)))

    @property
    def counts(self) -> Tensor:
        """Number of symbols of each, as counts_B."""
        return self.said_BL.sum(1)

    @property
    def needed(self) -> Tensor:
        """Number of frames that each needs at least, as frames_B: one a symbol, and one between equal ones."""
        twice_BL = (self.ids_BL[:, 1:] == self.ids_BL[:, :-1]) & self.said_BL[:, 1:] & self.said_BL[:, :-1]
        return self.counts + twice_BL.sum(1)

    def symbols(self) -> list[list[int]]:
        """Return the ids of each transcript."""
        rows = zip(self.ids_BL.tolist(), self.said_BL.tolist(), strict=True)
        return [[each for each, said in zip(ids, kept, strict=True) if said] for ids, kept in rows]

    def log_likelihoods(self, log_probs_BTV: Tensor, lengths_B: Tensor) -> Tensor:
        """Return the log-probability of each transcript, summed over all ways to align it, in nats.

        An example with too few frames gives -inf and takes no gradient; it is left out of ``ctc_loss``, whose own
        ``zero_infinity`` would hide infinities of other causes too.

        Args:
            log_probs_BTV: of each symbol in each frame, in nats.
            lengths_B: number of frames, on the CPU.

        Returns:
            Log-probabilities of shape (B,).

        Source:
            Graves et al. (2006), Connectionist temporal classification, equation 3.
        """
        fits_B = self.needed.cpu() <= lengths_B
        found_B = log_probs_BTV.new_full((len(lengths_B),), -torch.inf)
        if not fits_B.any():
            return found_B + 0 * log_probs_BTV.sum((1, 2))  # a gradient, if one of zeros
        rows = fits_B.nonzero()[:, 0].to(log_probs_BTV.device)
        ids_N = self.ids_BL[rows][self.said_BL[rows]]
        log_probs_TBV = log_probs_BTV[rows].transpose(0, 1)
        counts_B = self.counts[rows].cpu()
        losses_B = ctc_loss(log_probs_TBV, ids_N, lengths_B[fits_B], counts_B, blank=BLANK, reduction="none")
        return found_B.index_put((rows,), -losses_B)
