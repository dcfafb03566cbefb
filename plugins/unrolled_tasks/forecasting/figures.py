"""How far forecasts are off, window by window.

Shapes: B batch, P horizon, J channels, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def errors(said_BPJ: Tensor, target_BPJ: Tensor, valid_BP1: Tensor) -> dict[str, Tensor]:
    """Return mse_B, mae_B and smape_B, the last in percent.

    Args:
        said_BPJ: forecasts.
        target_BPJ: what came.
        valid_BP1: true where a target is.

    Source:
        Makridakis et al. (2020), The M4 competition, section 2: sMAPE; 0 where forecast and target both are.
    """
    gap_BPJ = (said_BPJ - target_BPJ).abs()
    both_BPJ = said_BPJ.abs() + target_BPJ.abs()
    relative_BPJ = torch.where(both_BPJ > 0, 200 * gap_BPJ / both_BPJ, 0.0)
    found = {"mse": gap_BPJ.square(), "mae": gap_BPJ, "smape": relative_BPJ}
    return {name: masked_mean(values_BPJ, valid_BP1) for name, values_BPJ in found.items()}


def masked_mean(values_BPJ: Tensor, valid_BP1: Tensor) -> Tensor:
    """Return the mean_B of each example's valid values.

    Args:
        values_BPJ: any.
        valid_BP1: true where they count.
    """
    return torch.where(valid_BP1, values_BPJ, 0.0).sum((1, 2)) / (valid_BP1.sum((1, 2)) * values_BPJ.shape[2])


def scaled(said_BPJ: Tensor, target_BPJ: Tensor, valid_BP1: Tensor, unit_BJ: Tensor) -> Tensor:
    """Return mase_B, the mean absolute error in units of the past's own; NaN where no channel has a unit.

    Args:
        said_BPJ: forecasts.
        target_BPJ: what came.
        valid_BP1: true where a target is.
        unit_BJ: of the past, NaN where it has none.

    Source:
        Hyndman and Koehler (2006), Another look at measures of forecast accuracy, section 3.
    """
    gap_BPJ = torch.where(valid_BP1, (said_BPJ - target_BPJ).abs(), 0.0)
    return (gap_BPJ.sum(1) / valid_BP1.sum(1) / unit_BJ).nanmean(1)


def quantile_losses(values_BPJQ: Tensor, target_BPJ: Tensor, quantiles: Sequence[float]) -> Tensor:
    """Return pinball_BPJ, the mean over quantiles of the loss that each of them minimises.

    Args:
        values_BPJQ: forecasts, in the order of the quantiles.
        target_BPJ: what came.
        quantiles: in (0, 1).

    Source:
        Koenker and Bassett (1978), Regression quantiles, equation 2.1.
    """
    share_Q = target_BPJ.new_tensor(quantiles)
    above_BPJQ = target_BPJ[..., None] - values_BPJQ
    return torch.maximum(share_Q * above_BPJQ, (share_Q - 1) * above_BPJQ).mean(3)
