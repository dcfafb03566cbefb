"""The longest chain of operations that wait for one another: what no number of processors shortens.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor

from unrolled.sections import UnrollConfig
from unrolled_workflows.claims.laboratory import Laboratory, full_lengths
from unrolled_workflows.claims.verdict import Figure, Figures

INPUT_SIZE = 16
SHORT, LONG = 64, 128


def chain_length(output: Tensor) -> int:
    """Return the number of operations on the longest path of the graph that autograd recorded.

    Args:
        output: of the last operation.
    """
    longest: dict[Any, int] = {}
    stack = [output.grad_fn]
    while stack:
        node = stack[-1]
        before = [parent for parent, _ in node.next_functions if parent is not None] if node else []
        if waiting := [parent for parent in before if parent not in longest]:
            stack += waiting
            continue
        longest[stack.pop()] = 1 + max((longest[parent] for parent in before), default=0)
    return longest[output.grad_fn]


def chains(lab: Laboratory, cell: str) -> dict[str, Figure]:
    """Return the longest chains of a forward pass over a sequence and over one of twice its length.

    Args:
        lab: gives the cell and the device.
        cell: its name.
    """
    recurrent = lab.find(cell).component.recurrent
    # The other backends take all steps in what autograd sees as one operation.
    unroll = UnrollConfig(backend="hoisted" if recurrent else "auto")
    encoder = lab.encoder(cell, INPUT_SIZE, unroll=unroll, hidden_size=INPUT_SIZE)
    figures: dict[str, Figure] = {}
    for steps in (SHORT, LONG):
        x_BTI = lab.noise(1, steps, INPUT_SIZE)
        length = chain_length(encoder(x_BTI, full_lengths(x_BTI)).last_BH)
        figures[f"{cell}, longest chain for {steps} steps"] = Figure(length, "operations")
    return figures


def waits(figures: Figures, cell: str) -> bool:
    """Tell whether each step has to wait for the one before: whether the chain grows with the sequence.

    Args:
        figures: of ``chains``, among others.
        cell: its name.
    """
    short, long = (figures[f"{cell}, longest chain for {steps} steps"].value for steps in (SHORT, LONG))
    return long - short >= LONG - SHORT
