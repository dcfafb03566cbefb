"""A text as a language model reads it: ``<bos>`` before it, ``<eos>`` behind it, each exactly once.

Shapes: B batch, L rows of a batch that live on, T tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from unrolled.contracts import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Steps(NamedTuple):
    """What is read and what is to be said at each step, ``Tx = Ty``.

    Args:
        inputs_BT: int64 ids; ``x<1>`` is the start symbol, ``x<t+1> = y<t>`` but for a start symbol inside a text.
        targets_BT: int64 ids; padding where nothing is to be said, as where a text spells the start symbol out.
        lengths_B: int64 on the CPU, each at least 1.
    """

    inputs_BT: Tensor
    targets_BT: Tensor
    lengths_B: Tensor

    def pieces(self, size: int) -> Iterator[tuple[Tensor, Steps]]:
        """Yield the steps piece by piece, each with the rows of the texts that are not over yet.

        Args:
            size: steps a piece at most.

        Yields:
            rows_L, int64 on the CPU, and the piece of these rows.
        """
        for start in range(0, self.inputs_BT.shape[1], size):
            rows_L = (self.lengths_B > start).nonzero()[:, 0]
            lengths_L = (self.lengths_B[rows_L] - start).clamp(max=size)
            steps = slice(start, start + int(lengths_L.max()))
            yield rows_L, Steps(self.inputs_BT[rows_L, steps], self.targets_BT[rows_L, steps], lengths_L)


@dataclass(frozen=True, slots=True)
class Frame:
    """The ids around a text.

    Args:
        start: what stands before the first token: ``<bos>``, or padding (the zero vector) where there is none.
        end: ``<eos>``; None where there is none, and then texts have no end of their own.
    """

    start: int
    end: int | None

    @classmethod
    def of(cls, specials: Mapping[str, int]) -> Frame:
        """Return the frame that a tokenizer's specials allow.

        Args:
            specials: special token to id.
        """
        return cls(specials.get("<bos>", PAD), specials.get("<eos>"))

    def plain(self, ids: Sequence[int]) -> list[int]:
        """Return the ids of one text without those around it, where the tokenizer puts some there itself.

        Args:
            ids: as the tokenizer gave them.
        """
        return list(ids[self.inside(ids)])

    def inside(self, ids: Sequence[int] | NDArray[np.int32]) -> slice:
        """Return where in the ids of one text those are that the tokenizer did not put around it.

        Args:
            ids: as the tokenizer gave them.
        """
        begin = 1 if len(ids) and ids[0] == self.start else 0
        stop = len(ids) - 1 if len(ids) > begin and ids[-1] == self.end else len(ids)
        return slice(begin, stop)

    def steps(self, ids_BT: Tensor) -> Steps:
        """Return the steps of a batch of texts.

        Args:
            ids_BT: int64, padded behind, as the tokenizer gave them.
        """
        ids_BT, kept_B = self._plain_batch(ids_BT)
        column_B1 = ids_BT.new_full((len(ids_BT), 1), self.start)
        inputs_BT, targets_BT = torch.cat([column_B1, ids_BT], 1), torch.cat([ids_BT, column_B1.fill_(PAD)], 1)
        if self.end is not None:
            targets_BT.scatter_(1, kept_B[:, None], self.end)
        targets_BT.masked_fill_(targets_BT == self.start, PAD)
        lengths_B = (kept_B if self.end is None else kept_B + 1).clamp(min=1).cpu()
        longest = int(lengths_B.max())
        return Steps(inputs_BT[:, :longest], targets_BT[:, :longest], lengths_B)

    def _plain_batch(self, ids_BT: Tensor) -> tuple[Tensor, Tensor]:
        """Return ids without start and end, padded behind, and how many of each row there are."""
        lengths_B = (ids_BT != PAD).sum(1)
        begins_B = ((ids_BT[:, 0] == self.start) & (lengths_B > 0)).long()
        last_B = ids_BT.gather(1, (lengths_B - 1).clamp(min=0)[:, None])[:, 0]
        ends_B = (last_B == self.end) & (lengths_B > begins_B) if self.end is not None else begins_B * 0
        kept_B = lengths_B - begins_B - ends_B.long()
        steps_T = torch.arange(ids_BT.shape[1], device=ids_BT.device)
        moved_BT = ids_BT.gather(1, (steps_T + begins_B[:, None]).clamp(max=ids_BT.shape[1] - 1))
        return moved_BT.masked_fill(steps_T >= kept_B[:, None], PAD), kept_B
