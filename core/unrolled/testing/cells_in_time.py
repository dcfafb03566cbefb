"""Laws of a cell in time: padding, batches, pieces, order, and its two ways to unroll.

Shapes: B batch, T time, I input, H hidden, K steps of a piece.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from unrolled.testing.law import Subject, book
from unrolled.testing.tensors import close, past_the_end, seeded
from unrolled.testing.trial_cells import STEPS, built, inputs, need_step
from unrolled.testing.unrolling import Way, state_of, ways

CUT = 3
"""Steps of the first piece, where a sequence is cut."""


def padding_changes_nothing(subject: Subject) -> None:
    """What stands in the padding, and how much there is of it, changes no output and no final state."""
    x_BTI, lengths_B = inputs()
    padding_BT1 = past_the_end(lengths_B, STEPS)[..., None]
    zeros_BTI = x_BTI.masked_fill(padding_BT1, 0)
    for way in ways(subject, built(subject)):
        expected = way(zeros_BTI, lengths_B)
        close(way(x_BTI.masked_fill(padding_BT1, 50), lengths_B), expected, "the same whatever the padding holds")
        longer = way(torch.cat([zeros_BTI, zeros_BTI[:, -1:]], 1), lengths_B)
        longer[f"{way.name}: y"] = longer[f"{way.name}: y"][:, :STEPS]
        close(longer, expected, "the same with more padding")


def outputs_are_zero_past_each_length(subject: Subject) -> None:
    """Where a sequence has ended, outputs are zero."""
    x_BTI, lengths_B = inputs()
    padding_BT = past_the_end(lengths_B, STEPS)
    for way in ways(subject, built(subject)):
        y_BTH = way(x_BTI, lengths_B)[f"{way.name}: y"]
        past = {f"{way.name}: y past the lengths": y_BTH[padding_BT]}
        close(past, {name: torch.zeros_like(part) for name, part in past.items()}, "zeros", tolerance=0)


def a_sequence_alone_gives_what_it_gives_in_a_batch(subject: Subject) -> None:
    """Each sequence of a batch gives the outputs and the final state that it gives alone and unpadded."""
    x_BTI, lengths_B = inputs()
    for way in ways(subject, built(subject)):
        together = way(x_BTI, lengths_B)
        for row, length in enumerate(lengths_B.tolist()):
            alone = way(x_BTI[row : row + 1, :length], lengths_B[row : row + 1])
            found = {name: part[row : row + 1] for name, part in together.items()}
            found[f"{way.name}: y"] = found[f"{way.name}: y"][:, :length]
            close(found, alone, f"what sequence {row} gives alone")


def batch_order_does_not_matter(subject: Subject) -> None:
    """Another order of the batch gives the same outputs in that order."""
    x_BTI, lengths_B = inputs()
    order_B = torch.tensor([2, 0, 3, 1])
    for way in ways(subject, built(subject)):
        expected = {name: part[order_B] for name, part in way(x_BTI, lengths_B).items()}
        close(way(x_BTI[order_B], lengths_B[order_B]), expected, "the same outputs in the batch's new order")


def a_sequence_in_two_pieces_equals_the_whole(subject: Subject) -> None:
    """The second half of a sequence, from the state behind the first, gives what the whole gives."""
    need_step(subject)
    x_BTI, _ = inputs()
    first_B, second_B, whole_B = (torch.full((len(x_BTI),), steps) for steps in (CUT, STEPS - CUT, STEPS))
    for way in ways(subject, built(subject)):
        head = way(x_BTI[:, :CUT], first_B)
        tail = way(x_BTI[:, CUT:], second_B, state_of(head))
        joined = {**tail, f"{way.name}: y": torch.cat([head[f"{way.name}: y"], tail[f"{way.name}: y"]], 1)}
        close(joined, way(x_BTI, whole_B), "what the whole sequence gives")


def nothing_looks_ahead(subject: Subject) -> None:
    """An output depends on no later input."""
    x_BTI, _ = inputs()
    whole_B = torch.full((len(x_BTI),), STEPS)
    other_BTI = torch.cat([x_BTI[:, :CUT], -x_BTI[:, CUT:]], 1)
    for way in ways(subject, built(subject)):
        name = f"{way.name}: y"
        found, expected = (way(some_BTI, whole_B)[name][:, :CUT] for some_BTI in (other_BTI, x_BTI))
        close({name: found}, {name: expected}, f"the first {CUT} outputs whatever comes after them")


def every_backend_equals_the_fold_of_step(subject: Subject) -> None:
    """Each way to unroll gives the outputs and the final state of one ``step`` after another, from any state."""
    folded, others = _against_the_fold(subject, built(subject))
    x_BTI, lengths_B = inputs()
    for state in (None, _reached_state(folded)):
        expected = folded(x_BTI, lengths_B, state)
        for way in others:
            named = {name.replace(folded.name, way.name): y for name, y in expected.items()}
            close(way(x_BTI, lengths_B, state), named, "what the fold of step gives")


def every_backend_has_the_gradients_of_the_fold(subject: Subject) -> None:
    """Gradients to inputs, initial state and parameters are those of one ``step`` after another."""
    cell = built(subject)
    folded, others = _against_the_fold(subject, cell)
    expected = _gradients(folded, cell)
    for way in others:
        named = {f"{way.name}: {name}": part for name, part in expected.items()}
        found = {f"{way.name}: {name}": part for name, part in _gradients(way, cell).items()}
        close(found, named, "the gradient through the fold of step", tolerance=1e-8)


def _against_the_fold(subject: Subject, cell: Any) -> tuple[Way, list[Way]]:
    """Return the fold of a cell's step and all other ways to unroll it."""
    need_step(subject)
    by_name = {way.name: way for way in ways(subject, cell)}
    return by_name.pop("fold of step"), list(by_name.values())


def _reached_state(way: Way) -> tuple[Tensor, ...]:
    """Return a state that a cell can be in: one that it was led to."""
    return tuple(part.detach() for part in state_of(way(*inputs(seed=2))))


def _gradients(way: Way, cell: Any) -> dict[str, Tensor]:
    """Return the gradient of a weighted sum of outputs and final state, by what it belongs to."""
    x_BTI, lengths_B = inputs()
    state = tuple(part.clone() for part in _reached_state(way))
    leaves = {"x": x_BTI, **{f"state[{k}]": part for k, part in enumerate(state) if part.is_floating_point()}}
    leaves = {name: part.requires_grad_() for name, part in leaves.items()}
    weights = {name: part for name, part in cell.named_parameters() if part.requires_grad}
    outputs = [part for part in way(x_BTI, lengths_B, state).values() if part.requires_grad]
    with seeded(3):
        loss = torch.stack([(part * torch.randn_like(part)).sum() for part in outputs]).sum()
    found = torch.autograd.grad(loss, [*leaves.values(), *weights.values()], materialize_grads=True)
    return {f"gradient of {name}": part for name, part in zip([*leaves, *weights], found, strict=True)}


LAWS = book(
    padding_changes_nothing,
    outputs_are_zero_past_each_length,
    a_sequence_alone_gives_what_it_gives_in_a_batch,
    batch_order_does_not_matter,
    a_sequence_in_two_pieces_equals_the_whole,
    nothing_looks_ahead,
    every_backend_equals_the_fold_of_step,
    every_backend_has_the_gradients_of_the_fold,
)
