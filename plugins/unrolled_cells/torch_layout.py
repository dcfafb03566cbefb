"""Weights in torch's layout, and the time loop in torch's fused kernels.

Shapes: B batch, T time, I input, H hidden, G gates times hidden, N steps of all sequences together.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from unrolled.contracts import State
from unrolled.runtime.unroll import Packing

Kernel = Callable[..., tuple[Tensor, ...]]


class TorchLayoutCell(nn.Module):
    """A cell with one input and one recurrent weight, whose gates lie one behind another.

    Every weight starts uniform in +-1/sqrt(H), as in ``torch.nn.RNN``, ``GRU`` and ``LSTM``.

    Args:
        input_size: width of the input, I.
        hidden_size: width of the state, H.
        gates: blocks of H rows in each weight.
        bias: whether there is a bias; one, where torch keeps two that are only ever added.
    """

    state_parts = 1

    def __init__(self, input_size: int, hidden_size: int, *, gates: int, bias: bool = True) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = gates
        self.weight_ih_GI = nn.Parameter(torch.empty(gates * hidden_size, input_size))
        self.weight_hh_GH = nn.Parameter(torch.empty(gates * hidden_size, hidden_size))
        self.bias_G = nn.Parameter(torch.empty(gates * hidden_size)) if bias else None
        for weight in self.parameters():
            nn.init.uniform_(weight, -(hidden_size**-0.5), hidden_size**-0.5)

    @property
    def output_size(self) -> int:
        """Width of ``y``, H."""
        return self.hidden_size

    def initial_state(self, batch_size: int) -> State:
        """Return zeros of shape (B, H), one for each part of the state.

        Args:
            batch_size: number of sequences, B.
        """
        return tuple(self.weight_hh_GH.new_zeros(batch_size, self.hidden_size) for _ in range(self.state_parts))

    @property
    def parameter_counts(self) -> dict[str, int]:
        """Number of learned values: of this cell, and of torch's layout with its second bias."""
        weights = self.weight_ih_GI.numel() + self.weight_hh_GH.numel()
        biases = 0 if self.bias_G is None else 2 * self.bias_G.numel()
        return {"cell": sum(weight.numel() for weight in self.parameters()), "torch": weights + biases}

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
