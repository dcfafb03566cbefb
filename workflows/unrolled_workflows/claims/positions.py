"""V16: what a network with weights of its own for every position does not carry from one position to another."""

from __future__ import annotations

from unrolled_workflows.claims.exercises import finding
from unrolled_workflows.claims.laboratory import Laboratory
from unrolled_workflows.claims.learning import Reader, held_out_accuracy, train
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, mean_over_seeds

SEEN, SHIFTED, KINDS = 10, 20, 4
LEARNED = 0.9
PLACES = {"positions seen": (SEEN, range(SEEN)), "positions unseen": (SHIFTED, range(SEEN, SHIFTED))}
CELLS = {"mlp": {"max_length": SHIFTED}, "rnn": {}}


def measure_shift(lab: Laboratory, *, steps: int = 300) -> Figures:
    """Train on short sequences to find a symbol, and look for it where it never stood (V16)."""
    figures: dict[str, Figure] = {}
    for cell, fields in CELLS.items():
        readers: list[Reader] = []
        for seed in lab.seeds:
            reader = Reader(lab, cell, KINDS, 2, seed, hidden_size=32, **fields)
            train(reader, finding(*PLACES["positions seen"], KINDS, 32), steps=steps, learning_rate=0.003, seed=seed)
            readers.append(reader)
        for place, (length, positions) in PLACES.items():
            draw = finding(length, positions, KINDS, 500)
            shares = [held_out_accuracy(r, draw, seed=seed)[0] for r, seed in zip(readers, lab.seeds, strict=True)]
            figures[f"{cell}, accuracy at {place}"] = mean_over_seeds(shares)
    return figures


def judge_shift(figures: Figures) -> Verdict:
    """Let the claim hold where both learn the seen positions and only the recurrent network the unseen ones (V16)."""
    learned = all(figures[f"{cell}, accuracy at positions seen"].low > LEARNED for cell in CELLS)
    mlp, rnn = (figures[f"{cell}, accuracy at positions unseen"] for cell in CELLS)
    reason = f"right at positions never seen in training: standard network {mlp.value:.0%}, RNN {rnn.value:.0%}"
    if not learned:
        return Verdict("DEPENDS", f"not both learned the positions that they saw; {reason}")
    return Verdict("HOLDS" if rnn.low > mlp.high else "FAILS" if rnn.high <= mlp.high else "DEPENDS", reason)


V16 = Claim(
    "V16",
    "A standard network shares nothing that it learns between positions; a recurrent network does.",
    "Accuracy in finding a symbol in sequences of 20 after training on sequences of 10, at positions 11 to 20.",
    measure_shift,
    judge_shift,
)
