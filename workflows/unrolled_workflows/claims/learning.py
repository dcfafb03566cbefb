"""Small networks that learn what an exercise asks of them.

Shapes: B batch, T time, I input, K questions to each sequence, O outputs to each question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from unrolled.runtime.clip import clip_, gradient_norm, gradients
from unrolled.runtime.seeding import derive
from unrolled_workflows.claims.laboratory import Laboratory, drawing, full_lengths

Draw = Callable[[torch.Generator], tuple[Tensor, Tensor]]
"""Draws x_BTI and what shall be said: the classes target_B or target_BK, or the values target_B1."""


class Reader(nn.Module):
    """One linear layer on what an encoder gives after the last step; all weights depend on the seed alone.

    Args:
        lab: gives the cell and the device.
        cell: its name.
        input_size: width of the input, I.
        outputs: to each question, O.
        questions: to each sequence, K; they are an axis of the output where there is more than one.
        seed: of the weights.
        **fields: of the cell.
    """

    def __init__(
        self, lab: Laboratory, cell: str, input_size: int, outputs: int, seed: int, *, questions: int = 1, **fields: Any
    ) -> None:
        super().__init__()
        self.device = lab.device
        self.encoder = lab.encoder(cell, input_size, seed, **fields)
        with drawing(seed, "output"):
            self.output = nn.Linear(self.encoder.output_size, questions * outputs).to(lab.device)
        self.shape = (outputs,) if questions == 1 else (questions, outputs)

    def forward(self, x_BTI: Tensor) -> Tensor:
        """Return outputs_BO, or outputs_BKO.

        Args:
            x_BTI: inputs without padding.
        """
        last_BH = self.encoder(x_BTI.to(self.device), full_lengths(x_BTI)).last_BH
        return self.output(last_BH).unflatten(1, self.shape)

    def loss(self, x_BTI: Tensor, target: Tensor) -> Tensor:
        """Return the mean cross-entropy of classes in nats, or the mean squared error of values.

        Args:
            x_BTI: inputs without padding.
            target: classes, or values.
        """
        said, target = self(x_BTI), target.to(self.device)
        if target.is_floating_point():
            return mse_loss(said, target)
        return cross_entropy(said.flatten(0, -2), target.flatten())


def train(reader: Reader, draw: Draw, *, steps: int, learning_rate: float, seed: int) -> None:
    """Train with Adam on fresh sequences at every step, gradients clipped to a norm of 1.

    Args:
        reader: to be trained.
        draw: gives the sequences of a step.
        steps: of the optimiser.
        learning_rate: of every parameter.
        seed: of the sequences.
    """
    generator = torch.Generator().manual_seed(derive(seed, "train"))
    parameters = list(reader.parameters())
    optimizer = torch.optim.Adam(parameters, learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        reader.loss(*draw(generator)).backward()
        grads = gradients(parameters)
        clip_(grads, gradient_norm(grads), 1.0)
        optimizer.step()


@torch.no_grad()
def held_out_loss(reader: Reader, draw: Draw, *, seed: int) -> float:
    """Return the loss of one draw.

    Args:
        reader: trained or not.
        draw: gives the sequences.
        seed: of the sequences; training has not seen them.
    """
    return reader.loss(*draw(_held_out_generator(seed))).item()


@torch.no_grad()
def held_out_accuracy(reader: Reader, draw: Draw, *, seed: int) -> list[float]:
    """Return the share of one draw's sequences whose class is said rightly, one share a question.

    Args:
        reader: trained or not.
        draw: gives the sequences.
        seed: of the sequences; training has not seen them.
    """
    x_BTI, target = draw(_held_out_generator(seed))
    right = reader(x_BTI).argmax(-1).cpu() == target
    return right.double().mean(0, keepdim=right.dim() == 1).tolist()


def _held_out_generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(derive(seed, "test"))
