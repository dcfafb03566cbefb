"""The time loop of torch's fused kernels.

Shapes: B batch, T time, I input, H hidden, G gates times hidden, N steps of all sequences together.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from unrolled.contracts import State
from unrolled.runtime.unroll import Packing
from unrolled_cells.recurrent_cell import StackedCell

Kernel = Callable[..., tuple[Tensor, ...]]


class TorchLayoutCell(StackedCell):
    """A cell whose weights lie as torch's fused kernels take them.

    It keeps one bias where torch keeps two that are only ever added.
    """

    @property
    def parameter_counts(self) -> dict[str, int]:
        """Number of learned values: of this cell, and of torch's layout with its second bias."""
        weights = self.weight_ih_GI.numel() + self.weight_hh_GH.numel()
        biases = 0 if self.bias_G is None else 2 * self.bias_G.numel()
        return {**super().parameter_counts, "torch": weights + biases}

    def kernel_weights(self) -> list[Tensor]:
        """Return the weights as torch's kernels take them; the second bias is zero and is not learned."""
        if self.bias_G is None:
            return [self.weight_ih_GI, self.weight_hh_GH]
        return [self.weight_ih_GI, self.weight_hh_GH, self.bias_G, torch.zeros_like(self.bias_G)]

    def run_kernel(self, kernel: Kernel, x_BTI: Tensor, state: State, lengths_B: Tensor) -> tuple[Tensor, State]:
        """Unroll over time in one call.

        Args:
            kernel: ``torch.lstm``, ``torch.gru``, ``torch.rnn_tanh`` or ``torch.rnn_relu``.
            x_BTI: inputs, padded behind.
            state: before the first step, each of shape (B, H).
            lengths_B: int64 lengths on the CPU, each at least 1.

        Returns:
            y_BTH, zero past each length, and the state of each sequence's last valid step.
        """
        # A kernel that is told not to train keeps nothing for backward, which evaluation mode may well ask for.
        options = self.bias_G is not None, 1, 0.0, torch.is_grad_enabled(), False
        steps = x_BTI.shape[1]
        if bool((lengths_B == steps).all()):
            y_BTH, *final = kernel(x_BTI, _stacked(state), self.kernel_weights(), *options, True)
            return y_BTH, tuple(part.squeeze(0) for part in final)
        packing = Packing(lengths_B, steps, x_BTI.device)
        before = _stacked(packing.sort(state))
        y_NH, *final = kernel(packing.pack(x_BTI), packing.batch_sizes, before, self.kernel_weights(), *options)
        return packing.unpack(y_NH), packing.unsort(tuple(part.squeeze(0) for part in final))


def _stacked(state: State) -> Tensor | list[Tensor]:
    """Return the state as a kernel takes it: a layer in front, and alone where it is the only one."""
    layers = [part.unsqueeze(0).contiguous() for part in state]
    return layers if len(layers) > 1 else layers[0]
