"""V17: losses summed over time, and the gradients of weights that all steps share.

Shapes: B batch, T time, I input, H hidden, C classes.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, linear, one_hot

from unrolled.runtime.seeding import derive
from unrolled_workflows.claims.flow import INPUT_SIZE
from unrolled_workflows.claims.laboratory import Laboratory, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, outcome_of

WIDTH, STEPS, CLASSES = 16, 12, 5
TOLERANCE = 1e-7


def literal_binary(logit: Tensor, y: Tensor) -> Tensor:
    """Return ``-y log y^ - (1 - y) log(1 - y^)`` of each element, as the lectures write it.

    Args:
        logit: of ``y^``.
        y: 0 or 1.
    """
    said = torch.sigmoid(logit)
    return -y * said.log() - (1 - y) * (1 - said).log()


def literal_softmax(logit: Tensor, y: Tensor) -> Tensor:
    """Return ``-sum_i y_i log y^_i`` over the last axis, as the lectures write it.

    Args:
        logit: of ``y^``.
        y: one-hot.
    """
    return -(y * logit.softmax(-1).log()).sum(-1)


class _Problem:
    """A plain cell with a linear layer on each step, and targets."""

    def __init__(self, lab: Laboratory, seed: int) -> None:
        generator = torch.Generator().manual_seed(derive(seed, "targets"))
        self.encoder = lab.encoder("rnn", INPUT_SIZE, seed, hidden_size=WIDTH).double()
        self.x_BTI = lab.noise(4, STEPS, INPUT_SIZE, seed=seed).double()
        self.weight_CH = lab.noise(CLASSES, WIDTH, seed=seed + 1).double()
        self.target_BT = torch.randint(CLASSES, (4, STEPS), generator=generator).to(lab.device)

    def logits(self) -> Tensor:
        """Return logits_BTC."""
        return linear(self.encoder(self.x_BTI, full_lengths(self.x_BTI)).y_BTH, self.weight_CH)

    def loss_by_step(self) -> Tensor:
        """Return loss_T, summed over the batch."""
        return cross_entropy(self.logits().transpose(1, 2), self.target_BT, reduction="none").sum(0)

    def gradient(self, loss: Tensor) -> Tensor:
        """Return the gradient by all weights of the encoder, as one vector."""
        return torch.cat([part.flatten() for part in torch.autograd.grad(loss, [*self.encoder.parameters()])])


def measure_losses(lab: Laboratory) -> Figures:
    """Compare torch's losses with the literal formulas, and the total's gradient with the sum over steps (V17)."""
    found: dict[str, list[float]] = {}
    for seed in lab.seeds:
        for name, difference in _differences(_Problem(lab, seed)).items():
            found.setdefault(name, []).append(difference)
    return {name: Figure(max(differences)) for name, differences in found.items()}


def _differences(problem: _Problem) -> dict[str, float]:
    """Return the largest differences between what is computed and what the lectures write."""
    with torch.no_grad():
        logits_BTC, y_BTC = problem.logits(), one_hot(problem.target_BT, CLASSES).double()
        literal_BT = literal_softmax(logits_BTC, y_BTC)
        total = cross_entropy(logits_BTC.flatten(0, 1), problem.target_BT.flatten(), reduction="sum")
        binary = binary_cross_entropy_with_logits(logits_BTC, y_BTC, reduction="none")
        softmax_T = problem.loss_by_step()
    whole = problem.gradient(problem.loss_by_step().sum())
    parts = torch.stack([problem.gradient(problem.loss_by_step()[step]) for step in range(STEPS)])
    return {
        "binary cross-entropy, element": _distance(binary, literal_binary(logits_BTC, y_BTC)),
        "softmax cross-entropy, step": _distance(softmax_T, literal_BT.sum(0)),
        "total against the sum over steps": _distance(total, literal_BT.sum()),
        "gradient against the sum over steps": _distance(whole, parts.sum(0)),
        "gradient against the last step's alone": _distance(whole, parts[-1]),
    }


def _distance(first: Tensor, second: Tensor) -> float:
    return (first - second).abs().max().item()


def judge_losses(figures: Figures) -> Verdict:
    """Let the claim hold where all are equal to 1e-7, and the gradient is more than that of the last step (V17)."""
    *equal, last = (figure.value for figure in figures.values())
    reason = f"the largest difference is {max(equal):.1g}; the last step alone would be off by {last:.2g}"
    return Verdict(outcome_of([value < TOLERANCE for value in equal] + [last > TOLERANCE]), reason)


V17 = Claim(
    "V17",
    "The loss is the sum of the losses of all steps, and its gradient by the shared weights the sum of theirs.",
    "Largest differences, in float64, between torch's losses and the literal formulas, and between the gradient of "
    "the total and the sum of the gradients of single steps, for a plain cell over 12 steps.",
    measure_losses,
    judge_losses,
)
