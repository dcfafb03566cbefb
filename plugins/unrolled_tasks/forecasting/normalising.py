"""Each window on a scale of its own, so that what was learned at one level holds at another.

Shapes: B batch, T steps of the past, P steps of the horizon, J channels, Q quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from unrolled_tasks.forecasting.windows import Past

Normalise = Literal["none", "last", "season", "standard"]
_ROUNDING = 1e-5
"""A window that deviates less from its mean, measured by it, is constant in float32."""


@dataclass(frozen=True, slots=True)
class WindowScale:
    """The past of each window on its own scale, and what the future is shifted and divided by.

    Args:
        past_BTJ: normalised.
        shift_BPJ: what is subtracted of the future; one step where it is the same for all.
        factor_B1J: what is divided by.
    """

    past_BTJ: Tensor
    shift_BPJ: Tensor
    factor_B1J: Tensor

    @classmethod
    def of(cls, past: Past, how: Normalise, *, season: int, horizon: int) -> WindowScale:
        """Return the scale of some windows, measured on their past alone.

        Args:
            past: of the windows.
            how: nothing; the last value; the last season, in units of how far one is from the next; mean and standard
                deviation. What would be divided by zero is shifted only.
            season: steps.
            horizon: steps, P.

        Source:
            Kim et al. (2022), Reversible instance normalization, equations 1 and 2, without the learned part.
        """
        x_BTJ, last_B1J = past.x_BTJ, past.last
        if how == "none":
            return cls(x_BTJ, torch.zeros_like(last_B1J), torch.ones_like(last_B1J))
        if how == "last":
            return cls(x_BTJ - last_B1J, last_B1J, torch.ones_like(last_B1J))
        if how == "season":
            unit_B1J = past.seasonal_error(season)[:, None].nan_to_num(1.0)
            return cls(past.seasonless(season) / unit_B1J, past.repeated(season, horizon), unit_B1J)
        mean_B1J, deviation_B1J = _moments(past)
        return cls((x_BTJ - mean_B1J) / deviation_B1J, mean_B1J, deviation_B1J)

    def normalised(self, x_BPJ: Tensor) -> Tensor:
        """Return the future on the scale of its windows.

        Args:
            x_BPJ: as the data has it.
        """
        return (x_BPJ - self.shift_BPJ) / self.factor_B1J

    def restored(self, x_BPJQ: Tensor) -> Tensor:
        """Return the future as the data has it.

        Args:
            x_BPJQ: on the scale of its windows; several values for each step and channel.
        """
        return x_BPJQ * self.factor_B1J[..., None] + self.shift_BPJ[..., None]


def _moments(past: Past) -> tuple[Tensor, Tensor]:
    """Return mean_B1J and deviation_B1J of the valid steps, 1 where a window is constant."""
    count_B11, valid_BT1 = past.lengths_B[:, None, None], past.valid
    mean_B1J = (past.x_BTJ * valid_BT1).sum(1, keepdim=True) / count_B11
    apart_BTJ = (past.x_BTJ - mean_B1J) * valid_BT1
    deviation_B1J = (apart_BTJ.square().sum(1, keepdim=True) / count_B11).sqrt()
    varies_B1J = deviation_B1J > _ROUNDING * mean_B1J.abs()
    return mean_B1J, torch.where(varies_B1J, deviation_B1J, 1.0)
