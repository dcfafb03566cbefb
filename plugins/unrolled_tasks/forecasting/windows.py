"""The past and the future of a batch, step by step, whatever frames they came in.

Shapes: B batch, T steps of the past, P steps of the horizon, I channels of a step, J channels of the target,
K known beforehand, F width of a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import pad

from unrolled.contracts import Batch, Sequences
from unrolled.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Past:
    """What the target's channels were before, each step of time.

    Args:
        x_BTJ: values, zeros past each length.
        lengths_B: int64, on the device of the values.
    """

    x_BTJ: Tensor
    lengths_B: Tensor

    @classmethod
    def of(cls, frames: Sequences, frame_steps: int, channels: int) -> Past:
        """Return the steps that frames hold.

        Args:
            frames: of the input; of each step the target's channels come first.
            frame_steps: steps of time in a frame.
            channels: of the target, J.
        """
        size = frames.values.shape[0]
        x_BTI = frames.values.reshape(size, frames.values.shape[1] * frame_steps, -1)
        return cls(x_BTI[..., :channels], frames.lengths_B.to(x_BTI.device) * frame_steps)

    @property
    def valid(self) -> Tensor:
        """Return valid_BT1, true where there is a value."""
        return valid(self.x_BTJ.shape[1], self.lengths_B)

    def at(self, steps_BP: Tensor) -> Tensor:
        """Return x_BPJ, the values at some steps.

        Args:
            steps_BP: int64, from 0.
        """
        return self.x_BTJ.gather(1, steps_BP[..., None].expand(-1, -1, self.x_BTJ.shape[2]))

    @property
    def last(self) -> Tensor:
        """Return last_B1J, the last value of each channel."""
        return self.at(self.lengths_B[:, None] - 1)

    def repeated(self, season: int, horizon: int) -> Tensor:
        """Return naive_BPJ, the seasonal naive forecast: the last season once more, as often as it takes.

        Args:
            season: steps; where the past has fewer, all that it has.
            horizon: steps, P.

        Source:
            Hyndman and Athanasopoulos (2021), Forecasting: principles and practice, section 5.2.
        """
        return self._in_last_season(torch.arange(horizon, device=self.x_BTJ.device) + self.lengths_B[:, None], season)

    def seasonless(self, season: int) -> Tensor:
        """Return x_BTJ less what the last season has at the same place.

        Args:
            season: steps; where the past has fewer, all that it has.
        """
        steps_T = torch.arange(self.x_BTJ.shape[1], device=self.x_BTJ.device)
        return self.x_BTJ - self._in_last_season(steps_T.expand(len(self.x_BTJ), -1), season)

    def seasonal_error(self, season: int) -> Tensor:
        """Return unit_BJ, how far values are on average from those a season before; NaN where that is zero.

        Args:
            season: steps; where the past has no more of them there is no unit.
        """
        apart_BTJ = (self.x_BTJ[:, season:] - self.x_BTJ[:, :-season]).abs()
        valid_BT1 = self.valid[:, season:]
        unit_BJ = torch.where(valid_BT1, apart_BTJ, 0.0).sum(1) / valid_BT1.sum(1)
        return torch.where(unit_BJ > 0, unit_BJ, torch.nan)

    def _in_last_season(self, steps_BP: Tensor, season: int) -> Tensor:
        """Return x_BPJ, what stands in the last season at the place of some steps."""
        period_B1 = self.lengths_B.clamp(max=season)[:, None]
        start_B1 = self.lengths_B[:, None] - period_B1
        return self.at(start_B1 + (steps_BP - start_B1) % period_B1)


def valid(steps: int, lengths_B: Tensor) -> Tensor:
    """Return valid_BT1, true up to each length.

    Args:
        steps: T.
        lengths_B: int64.
    """
    return (torch.arange(steps, device=lengths_B.device) < lengths_B[:, None])[..., None]


def sequences(batch: Batch, name: str) -> Sequences:
    """Return a field of kind frames.

    Args:
        batch: that holds it.
        name: of the field.
    """
    field = batch.fields[name]
    assert isinstance(field, Sequences)
    return field


def within(frames: Sequences, horizon: int, name: str) -> Tensor:
    """Return values_BPK of a field that runs along the horizon, zeros behind where it is shorter.

    Args:
        frames: a step each.
        horizon: steps, P.
        name: of the field.

    Raises:
        DataError: the field is longer than the horizon.
    """
    longest = int(frames.lengths_B.max())
    if longest > horizon:
        what = f"field '{name}' has {longest} steps, and no more than {horizon} are forecast"
        raise DataError(Problem(what, where="task.horizon", command="unrolled show task forecasting"))
    return pad(frames.values[:, :longest], (0, 0, 0, horizon - longest))
