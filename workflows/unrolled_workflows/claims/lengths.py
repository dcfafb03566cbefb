"""V11 and V12: GRU and LSTM on sequences of several lengths, and at the same number of learned values."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled_workflows.claims.exercises import adding
from unrolled_workflows.claims.laboratory import Laboratory
from unrolled_workflows.claims.learning import Reader, held_out_loss, train
from unrolled_workflows.claims.size import learned_values
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, mean_over_seeds, outcome_of

LENGTHS = 10, 20, 40
WIDTH, INPUT_SIZE = 32, 2


def adding_errors(lab: Laboratory, cell: str, hidden_size: int, steps: int) -> list[list[float]]:
    """Train a cell on the adding problem at all lengths.

    Args:
        lab: gives cells, device and seeds.
        cell: its name.
        hidden_size: width of the state.
        steps: of training.

    Returns:
        A row a seed: the mean squared error at each of ``LENGTHS``.
    """
    rows: list[list[float]] = []
    for seed in lab.seeds:
        reader = Reader(lab, cell, INPUT_SIZE, 1, seed, hidden_size=hidden_size)
        train(reader, adding(LENGTHS, 32), steps=steps, learning_rate=0.01, seed=seed)
        rows.append([held_out_loss(reader, adding([length], 500), seed=seed) for length in LENGTHS])
    return rows


def _paired(first: Sequence[Sequence[float]], second: Sequence[Sequence[float]], column: int) -> Figure:
    """Return the mean difference of two cells at a length, seed by seed."""
    return mean_over_seeds([a[column] - b[column] for a, b in zip(first, second, strict=True)])


def measure_lengths(lab: Laboratory, *, steps: int = 450) -> Figures:
    """Measure the errors of three cells by length, and by how much the others' exceed the LSTM's (V11)."""
    errors = {cell: adding_errors(lab, cell, WIDTH, steps) for cell in ("rnn", "gru", "lstm")}
    figures: dict[str, Figure] = {}
    for column, length in enumerate(LENGTHS):
        for cell, rows in errors.items():
            figures[f"{cell} error, length {length}"] = mean_over_seeds([row[column] for row in rows])
        for cell in ("rnn", "gru"):
            figures[f"{cell} error less lstm error, length {length}"] = _paired(errors[cell], errors["lstm"], column)
    return figures


def judge_lengths(figures: Figures) -> Verdict:
    """Let the claim hold against each cell whose error at the longest length is surely above the LSTM's (V11)."""
    differences = {cell: figures[f"{cell} error less lstm error, length {max(LENGTHS)}"] for cell in ("rnn", "gru")}
    parts = [f"the {cell} error is {_sureness(figure)} the lstm error" for cell, figure in differences.items()]
    reason = f"at length {max(LENGTHS)}, {' and '.join(parts)}"
    return Verdict(outcome_of([figure.low > 0 for figure in differences.values()]), reason)


def _sureness(difference: Figure) -> str:
    """Say on which side of nought an interval lies."""
    if difference.low > 0:
        return "surely larger than"
    return "surely smaller than" if difference.high < 0 else "not to be told from"


def measure_budget(lab: Laboratory, *, steps: int = 450) -> Figures:
    """Measure how wide a GRU is that learns no more values than an LSTM, and how it compares (V12)."""
    budget = learned_values(lab, "lstm", INPUT_SIZE, WIDTH)
    wider = max(w for w in range(1, 2 * WIDTH) if learned_values(lab, "gru", INPUT_SIZE, w) <= budget)
    lstm, gru = (adding_errors(lab, cell, width, steps) for cell, width in (("lstm", WIDTH), ("gru", wider)))
    longest = len(LENGTHS) - 1
    return {
        "values of the lstm": Figure(budget),
        "values of the gru": Figure(learned_values(lab, "gru", INPUT_SIZE, wider)),
        "gru width over lstm width": Figure(wider / WIDTH),
        "gru error": mean_over_seeds([row[longest] for row in gru]),
        "lstm error": mean_over_seeds([row[longest] for row in lstm]),
        "gru error less lstm error": _paired(gru, lstm, longest),
    }


def judge_budget(figures: Figures) -> Verdict:
    """Let the claim hold where the GRU is wider for the same budget, and not surely the less accurate (V12)."""
    ratio, difference = figures["gru width over lstm width"].value, figures["gru error less lstm error"]
    reason = f"a GRU of as many values is {ratio:.2f} times as wide, its error {_sureness(difference)} the lstm error"
    return Verdict(outcome_of([ratio > 1, difference.low <= 0]), reason)


V11 = Claim(
    "V11",
    "An LSTM is more accurate on longer sequences.",
    "Mean squared error on the adding problem by length, width 32, after 450 steps of training; differences are paired "
    "by seed.",
    measure_lengths,
    judge_lengths,
)
V12 = Claim(
    "V12",
    "A GRU is simpler than an LSTM, so that bigger networks can be built of it.",
    "Width of a GRU that learns no more values than an LSTM of width 32, both errors at adding, 40 steps.",
    measure_budget,
    judge_budget,
)
