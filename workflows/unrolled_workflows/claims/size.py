"""V10 and V13: the values that cells learn, the products they form, and the memory they need.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from torch.utils.flop_counter import FlopCounterMode

from unrolled.sections import UnrollConfig
from unrolled_workflows.claims.laboratory import Laboratory, full_lengths
from unrolled_workflows.claims.memory import bytes_kept
from unrolled_workflows.claims.speed import CELLS, backends
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict, outcome_of

BATCH_SIZE, STEPS, WIDTH = 32, 100, 128
FOUR_BLOCKS = 4


def learned_values(lab: Laboratory, cell: str, input_size: int, hidden_size: int) -> int:
    """Return the number of values that a cell learns.

    Args:
        lab: gives the cell.
        cell: its name.
        input_size: width of the input, I.
        hidden_size: width of the state, H.
    """
    encoder = lab.encoder(cell, input_size, hidden_size=hidden_size)
    return sum(weight.numel() for weight in encoder.parameters())


def measure_memory(lab: Laboratory, *, steps: int = STEPS, width: int = WIDTH) -> Figures:
    """Count learned values, and the bytes that a forward pass keeps for the backward one (V10)."""
    figures = {f"{cell}, values": Figure(learned_values(lab, cell, width, width)) for cell in CELLS}
    x_BTI = lab.noise(BATCH_SIZE, steps, width)
    for backend in backends(lab):
        for cell in CELLS:
            encoder = lab.encoder(cell, width, unroll=UnrollConfig(backend=backend), hidden_size=width)
            figures[f"{cell}, kept, {lab.device}, {backend}"] = Figure(bytes_kept(encoder, x_BTI) / 2**20, "MiB")
    return figures


def judge_memory(figures: Figures) -> Verdict:
    """Let the claim hold for each count that rises from plain cell to GRU to LSTM (V10)."""
    counts = [name.removeprefix("rnn, ") for name in figures if name.startswith("rnn, ")]
    rows = {count: [figures[f"{cell}, {count}"] for cell in CELLS] for count in counts}
    rising = [rnn.value < gru.value < lstm.value for rnn, gru, lstm in rows.values()]
    listed = "; ".join(f"{count}: {', '.join(map(str, row))}" for count, row in rows.items())
    return Verdict(outcome_of(rising), f"of {', '.join(CELLS)} in turn, {listed}")


def measure_cost(lab: Laboratory, *, steps: int = STEPS, width: int = WIDTH) -> Figures:
    """Count what an LSTM costs over a plain cell of the same width (V13)."""
    values = {cell: learned_values(lab, cell, width, width) for cell in ("rnn", "lstm")}
    products = {cell: _flops(lab, cell, width) for cell in ("rnn", "lstm")}
    memory = measure_memory(lab, steps=steps, width=width)
    return {
        "values, lstm over rnn": Figure(values["lstm"] / values["rnn"]),
        "multiplications of a step, lstm over rnn": Figure(products["lstm"] / products["rnn"]),
        **{
            f"{name.removeprefix('lstm, ')}, lstm over rnn": Figure(figure.value / memory[f"rnn{name[4:]}"].value)
            for name, figure in memory.items()
            if name.startswith("lstm, kept")
        },
    }


def _flops(lab: Laboratory, cell: str, width: int) -> int:
    """Count the multiplications and additions in the matrix products of one step."""
    encoder = lab.encoder(cell, width, unroll=UnrollConfig(backend="hoisted"), hidden_size=width)
    x_BTI = lab.noise(BATCH_SIZE, 1, width)
    encoder(x_BTI, full_lengths(x_BTI))
    with FlopCounterMode(display=False) as counter:
        encoder(x_BTI, full_lengths(x_BTI))
    return counter.get_total_flops()


def judge_cost(figures: Figures) -> Verdict:
    """Let the claim hold where an LSTM learns exactly four times as much, and computes and keeps more (V13)."""
    exact = figures["values, lstm over rnn"].value == FOUR_BLOCKS
    listed = "; ".join(
        f"{name.removesuffix(', lstm over rnn')}: {figure.value:.3g}" for name, figure in figures.items()
    )
    return Verdict(outcome_of([exact, *(figure.value > 1 for figure in figures.values())]), f"times as much: {listed}")


V10 = Claim(
    "V10",
    "A GRU needs less memory than an LSTM, and a plain cell less than either.",
    "Learned values at width 128, and bytes that a forward pass over 32 sequences of 100 steps leaves for backward.",
    measure_memory,
    judge_memory,
)
V13 = Claim(
    "V13",
    "An LSTM costs more computation and memory than a plain cell.",
    "Learned values, multiplications of a step and bytes kept for backward at width 128, as ratios.",
    measure_cost,
    judge_cost,
)
