"""V04 and V05: over how many steps plain cells remember."""

from __future__ import annotations

import math

from unrolled_workflows.claims.exercises import copying, recalling
from unrolled_workflows.claims.flow import gradient_left
from unrolled_workflows.claims.laboratory import Laboratory
from unrolled_workflows.claims.learning import Reader, held_out_accuracy, held_out_loss, train
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, mean_over_seeds, outcome_of

COPY_STEPS, COPY_KINDS = 100, 4
KEPT, CLAIMED = 0.1, (3, 4)
RECALL_STEPS, RECALL_LAGS, RECALL_KINDS = 24, 16, 8


def measure_identity(lab: Laboratory, *, symbols: int = 3, steps: int = 600) -> Figures:
    """Measure gradients 10 and 50 steps back, and what is learned of the copying problem (V04)."""
    figures: dict[str, Figure] = {}
    for cell in ("irnn", "rnn"):
        ten, fifty = gradient_left(lab, cell, [10, 50])
        figures |= {f"{cell}, gradient at lag 10": ten, f"{cell}, gradient at lag 50": fifty}
        losses = [_copy_loss(lab, cell, symbols, steps, seed) for seed in lab.seeds]
        figures[f"{cell}, loss after {COPY_STEPS} steps"] = mean_over_seeds(losses, "nats")
    return figures | {"loss of guessing": Figure(math.log(COPY_KINDS), "nats")}


def _copy_loss(lab: Laboratory, cell: str, symbols: int, steps: int, seed: int) -> float:
    reader = Reader(lab, cell, COPY_KINDS, COPY_KINDS, seed, questions=symbols, hidden_size=64)
    train(reader, copying(COPY_STEPS, symbols, COPY_KINDS, 32), steps=steps, learning_rate=1e-4, seed=seed)
    return held_out_loss(reader, copying(COPY_STEPS, symbols, COPY_KINDS, 500), seed=seed)


def judge_identity(figures: Figures) -> Verdict:
    """Let the claim hold where a tenth of the gradient is left 50 steps back, and guessing is beaten over 100 (V04)."""
    kept = figures["irnn, gradient at lag 50"]
    loss, guessing = figures[f"irnn, loss after {COPY_STEPS} steps"], figures["loss of guessing"]
    learns = loss.high < min(guessing.value, figures[f"rnn, loss after {COPY_STEPS} steps"].low)
    reason = (
        f"{kept.value:.2g} of the gradient is left, against {figures['rnn, gradient at lag 50'].value:.2g} with tanh "
        f"and torch's start; copying over {COPY_STEPS} steps is {'learned' if learns else 'not learned'}"
    )
    return Verdict(outcome_of([kept.low > KEPT, learns]), reason)


def measure_recall(lab: Laboratory, *, short: int = 200, long: int = 2000) -> Figures:
    """Measure how accurately a plain cell says what it read 1, 2, ... steps before, after two trainings (V05)."""
    figures: dict[str, Figure] = {}
    for training, steps in (("short", short), ("long", long)):
        curves = [_recall_curve(lab, steps, seed) for seed in lab.seeds]
        figures[f"knee, {training} training"] = mean_over_seeds([knee(curve) for curve in curves], "steps")
        for lag in (1, 2, 3, 4, 6, 8, 12, 16):
            accuracies = [curve[lag - 1] for curve in curves]
            figures[f"accuracy at lag {lag}, {training} training"] = mean_over_seeds(accuracies)
    left = gradient_left(lab, "rnn", [3, 4])
    return figures | {f"gradient at lag {lag}": share for lag, share in zip((3, 4), left, strict=True)}


def _recall_curve(lab: Laboratory, steps: int, seed: int) -> list[float]:
    reader = Reader(lab, "rnn", RECALL_KINDS, RECALL_KINDS, seed, questions=RECALL_LAGS, hidden_size=64)
    asks = RECALL_STEPS, RECALL_LAGS, RECALL_KINDS
    train(reader, recalling(*asks, 32), steps=steps, learning_rate=1e-3, seed=seed)
    return held_out_accuracy(reader, recalling(*asks, 500), seed=seed)


def knee(accuracies: list[float]) -> float:
    """Return the lag up to which accuracy is at least halfway between guessing and certainty.

    Args:
        accuracies: at the lags 1, 2, ...
    """
    halfway = (1 + 1 / RECALL_KINDS) / 2
    return next((lag for lag, accuracy in enumerate(accuracies) if accuracy < halfway), len(accuracies))


def judge_recall(figures: Figures) -> Verdict:
    """Let the claim hold for each training whose knee lies at 3 or 4 steps (V05)."""
    knees = {name: figures[f"knee, {name} training"] for name in ("short", "long")}
    at_three_or_four = [knee.high >= CLAIMED[0] and knee.low < CLAIMED[1] + 1 for knee in knees.values()]
    short, long = (knee.value for knee in knees.values())
    reason = f"the knee lies at lag {short:.1f} after a short training, at {long:.1f} after a long one"
    return Verdict(outcome_of(at_three_or_four), reason)


V04 = Claim(
    "V04",
    "Recurrent weights that start as the identity, with ReLU, keep gradients from shrinking.",
    "Share of the gradient that is left 10 and 50 steps back, and the loss on 3 symbols to be copied over 100 steps "
    "after 600 steps of training, width 64.",
    measure_identity,
    judge_identity,
)
V05 = Claim(
    "V05",
    "A plain recurrent network remembers the last 3 or 4 inputs well.",
    "Accuracy by lag of a plain cell of width 64 asked for its last 16 inputs of 8 kinds, after 200 and 2,000 steps of "
    "training; the knee is where accuracy falls below halfway to guessing.",
    measure_recall,
    judge_recall,
)
