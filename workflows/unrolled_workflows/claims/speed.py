"""V08 and V09: the time that cells take to train, on each backend.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from unrolled.machine import find_compiler
from unrolled.runtime.unroll import UnrolledEncoder
from unrolled.sections import Backend, UnrollConfig
from unrolled_workflows.claims.laboratory import Laboratory, full_lengths
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, outcome_of

CELLS = "rnn", "gru", "lstm"
BATCH_SIZE, STEPS, WIDTHS = 32, 100, (128, 512)


def backends(lab: Laboratory) -> tuple[Backend, ...]:
    """Return the backends that are compared on a device: torch's own kernel, and the fastest loop of ours.

    Args:
        lab: with the device.
    """
    return "fused", "engine" if lab.device == "cpu" and find_compiler() else "hoisted"


def training_step(encoder: UnrolledEncoder, x_BTI: Tensor) -> Callable[[], None]:
    """Return the work of one forward and one backward pass.

    Args:
        encoder: whose weights' gradients are made.
        x_BTI: inputs without padding.
    """
    lengths_B = full_lengths(x_BTI)

    def work() -> None:
        encoder.zero_grad()
        encoder(x_BTI, lengths_B).y_BTH.sum().backward()

    return work


def measure_speed(
    lab: Laboratory, cells: Sequence[str] = CELLS, widths: Sequence[int] = WIDTHS, steps: int = STEPS, rounds: int = 7
) -> Figures:
    """Time forward and backward passes on every backend (V08, V09).

    Args:
        lab: gives cells, device and clock.
        cells: their names.
        widths: of input and state.
        steps: of the sequences, T.
        rounds: times that each is timed.

    Returns:
        Milliseconds by ``CELL, DEVICE, BACKEND, width WIDTH``.
    """
    figures: dict[str, Figure] = {}
    for width in widths:
        x_BTI = lab.noise(BATCH_SIZE, steps, width)
        works = {
            f"{cell}, {lab.device}, {backend}, width {width}": training_step(
                lab.encoder(cell, width, unroll=UnrollConfig(backend=backend), hidden_size=width), x_BTI
            )
            for backend in backends(lab)
            for cell in cells
        }
        seconds = lab.median_seconds(works, rounds)
        figures |= {name: Figure(1000 * value, "ms") for name, value in seconds.items()}
    return figures


def _by_condition(figures: Figures) -> dict[str, dict[str, float]]:
    """Return the milliseconds of each cell by device, backend and width."""
    table: dict[str, dict[str, float]] = {}
    for name, figure in figures.items():
        cell, _, condition = name.partition(", ")
        table.setdefault(condition, {})[cell] = figure.value
    return table


def judge_cheapest(figures: Figures) -> Verdict:
    """Let the claim hold for each backend and width where the plain cell is the quickest (V08)."""
    table = _by_condition(figures)
    quickest = [row["rnn"] == min(row.values()) for row in table.values()]
    factors = [min(row["gru"], row["lstm"]) / row["rnn"] for row in table.values()]
    reason = f"the next quickest cell takes {min(factors):.2g} to {max(factors):.2g} times as long as the plain one"
    return Verdict(outcome_of(quickest), reason)


def judge_gru(figures: Figures) -> Verdict:
    """Let the claim hold for each backend and width where the GRU takes less time than the LSTM (V09)."""
    ratios: dict[str, list[float]] = {}
    for condition, row in _by_condition(figures).items():
        ratios.setdefault(condition.partition(", width")[0], []).append(row["gru"] / row["lstm"])
    outcomes = {backend: outcome_of([ratio < 1 for ratio in row]) for backend, row in ratios.items()}
    listed = "; ".join(
        f"{outcome} on {backend} ({', '.join(f'{ratio:.2f}' for ratio in ratios[backend])})"
        for backend, outcome in outcomes.items()
    )
    every = [ratio < 1 for row in ratios.values() for ratio in row]
    return Verdict(outcome_of(every), f"by device and backend, a GRU's time over an LSTM's by width: {listed}")


_METHOD = (
    "Median time of forward and backward in turn, float32, 32 sequences of 100 steps, widths 128 and 512, one thread."
)

V08 = Claim("V08", "A plain recurrent network trains faster than gated ones.", _METHOD, measure_speed, judge_cheapest)
V09 = Claim(
    "V09",
    "A GRU is faster than an LSTM.",
    _METHOD,
    lambda lab: measure_speed(lab, ("gru", "lstm")),
    judge_gru,
)
