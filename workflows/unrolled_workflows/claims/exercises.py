"""What networks are set to learn: sequences drawn at random, and what shall be said of each.

Shapes: B batch, T time, C kinds of symbols, K symbols asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from unrolled_workflows.claims.learning import Draw


def adding(lengths: Sequence[int], batch_size: int) -> Draw:
    """Ask for the sum of the two marked numbers of a sequence, one in each half; the best constant answer errs by 1/6.

    Args:
        lengths: of the sequences; one of them for a whole batch.
        batch_size: number of sequences, B.

    Source:
        Hochreiter & Schmidhuber (1997), Long short-term memory, experiment 4, with numbers from 0 to 1.
    """

    def draw(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        steps = lengths[int(torch.randint(len(lengths), (), generator=generator))]
        values_BT = torch.rand(batch_size, steps, generator=generator)
        first_B = torch.randint(steps // 2, (batch_size,), generator=generator)
        second_B = torch.randint(steps // 2, steps, (batch_size,), generator=generator)
        marks_BT = torch.zeros(batch_size, steps)
        marks_BT[torch.arange(batch_size), first_B] = 1
        marks_BT[torch.arange(batch_size), second_B] = 1
        return torch.stack([values_BT, marks_BT], 2), (values_BT * marks_BT).sum(1, keepdim=True)

    return draw


def copying(steps: int, symbols: int, kinds: int, batch_size: int) -> Draw:
    """Ask for the first symbols of a sequence whose other steps are blank.

    Args:
        steps: of a sequence, T.
        symbols: number of those asked for, K.
        kinds: of symbols, C.
        batch_size: number of sequences, B.

    Source:
        Hochreiter & Schmidhuber (1997), and Arjovsky, Shah & Bengio (2016), Unitary evolution recurrent neural
        networks, section 4.1; here all symbols are asked for at the last step.
    """

    def draw(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        ids_BK = torch.randint(kinds, (batch_size, symbols), generator=generator)
        x_BTC = torch.zeros(batch_size, steps, kinds)
        x_BTC[:, :symbols] = one_hot(ids_BK, kinds).float()
        return x_BTC, ids_BK

    return draw


def recalling(steps: int, lags: int, kinds: int, batch_size: int) -> Draw:
    """Ask at the last step for the symbols that were read 1, 2, ... steps before.

    Args:
        steps: of a sequence, T.
        lags: number of symbols asked for, K.
        kinds: of symbols, C.
        batch_size: number of sequences, B.
    """

    def draw(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        ids_BT = torch.randint(kinds, (batch_size, steps), generator=generator)
        return one_hot(ids_BT, kinds).float(), ids_BT.flip(1)[:, 1 : 1 + lags]

    return draw


def finding(steps: int, positions: range, kinds: int, batch_size: int) -> Draw:
    """Ask whether one kind of symbol occurs; where it does, it stands at one of some positions.

    Args:
        steps: of a sequence, T.
        positions: where the symbol may stand.
        kinds: of symbols, C; the last is the one that is looked for.
        batch_size: number of sequences, B.
    """

    def draw(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        ids_BT = torch.randint(kinds - 1, (batch_size, steps), generator=generator)
        place_B = torch.randint(positions.start, positions.stop, (batch_size,), generator=generator)
        occurs_B = torch.randint(2, (batch_size,), generator=generator)
        rows_B = occurs_B.nonzero()[:, 0]
        ids_BT[rows_B, place_B[rows_B]] = kinds - 1
        return one_hot(ids_BT, kinds).float(), occurs_B

    return draw
