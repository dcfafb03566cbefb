"""Laws of a cell as a module: what it declares, keeps and gives back.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unrolled.errors import listing
from unrolled.runtime.unroll.cell_contract import check_cell
from unrolled.testing.law import Subject, book, expect
from unrolled.testing.tensors import close, copied
from unrolled.testing.trial_cells import INPUT_SIZE, built, inputs, need_step
from unrolled.testing.unrolling import state_of, ways


def it_has_the_methods_that_it_declares(subject: Subject) -> None:
    """A cell has ``step`` unless declared ``recurrent=False``, and ``sequence`` where declared ``fused``."""
    cell, component = built(subject), subject.component
    said = {"step": component.recurrent, "sequence": component.fuses(subject.config)}
    declared = [name for name in said if said[name]]
    found = [name for name in ("step", "sequence") if hasattr(cell, name)]
    expect(found == declared, f"a cell with {listing(found)}", f"{listing(declared)}, as it was declared")


def a_step_gives_an_output_and_a_state(subject: Subject) -> None:
    """A step gives ``(y, state)``: y as wide as ``output_size``, the state of the shapes of the one before."""
    need_step(subject)
    check_cell(built(subject), INPUT_SIZE)


def output_size_is_the_width_of_its_outputs(subject: Subject) -> None:
    """``output_size`` is the width of every output."""
    cell = built(subject)
    x_BTI, lengths_B = inputs()
    for way in ways(subject, cell):
        y_BTH = way(x_BTI, lengths_B)[f"{way.name}: y"]
        shape = (*x_BTI.shape[:2], cell.output_size)
        expect(tuple(y_BTH.shape) == shape, f"{way.name} gives y of shape {tuple(y_BTH.shape)}", shape)


def a_state_has_one_row_a_sequence_and_keeps_its_shape(subject: Subject) -> None:
    """``initial_state(B)`` gives tensors of B rows, and every later state has their shapes and dtypes."""
    cell = built(subject)
    x_BTI, lengths_B = inputs()
    for batch in (1, 4):
        before = cell.initial_state(batch)
        rows = [tuple(part.shape[:1]) for part in before]
        expect(rows == [(batch,)] * len(rows), f"states of {rows} rows for {batch} sequences", f"{batch} rows each")
        for way in ways(subject, cell):
            after = state_of(way(x_BTI[:batch], lengths_B[:batch]))
            found, wanted = ([f"{tuple(part.shape)} {part.dtype}" for part in state] for state in (after, before))
            expect(found == wanted, f"{way.name} turns a state of {wanted} into {found}", wanted)


def it_works_in_the_dtype_of_its_parameters(subject: Subject) -> None:
    """In float32 and in float64, outputs and initial state have the dtype of the parameters."""
    for dtype in (torch.float32, torch.float64):
        cell = built(subject, dtype=dtype)
        x_BTI, lengths_B = inputs()
        for part in cell.initial_state(2):
            expect(not part.is_floating_point() or part.dtype == dtype, f"an initial state of {part.dtype}", dtype)
        for way in ways(subject, cell):
            y_BTH = way(x_BTI.to(dtype), lengths_B)[f"{way.name}: y"]
            expect(y_BTH.dtype == dtype, f"{way.name} gives {y_BTH.dtype} for {dtype}", dtype)


def a_step_is_pure(subject: Subject) -> None:
    """The same step of the same state gives the same result twice and changes neither argument."""
    need_step(subject)
    cell = built(subject)
    x_BI = inputs()[0][:, 0]
    state = cell.step(x_BI, cell.initial_state(len(x_BI)))[1]
    before = _named(x_BI, state)
    kept = {name: part.clone() for name, part in before.items()}
    once, twice = (_named(*cell.step(x_BI, state)) for _ in range(2))
    close(before, kept, "arguments stay as they were", tolerance=0)
    close(twice, once, "the same result again", tolerance=0)


def running_it_changes_no_parameter(subject: Subject) -> None:
    """Forward and backward change no parameter and no buffer, in training mode as in evaluation mode."""
    cell: nn.Module = built(subject)
    kept = {name: part.clone() for name, part in cell.state_dict().items()}
    x_BTI, lengths_B = inputs()
    for training in (True, False):
        cell.train(training)
        for way in ways(subject, cell):
            outputs = way(x_BTI.requires_grad_(), lengths_B)
            outputs[f"{way.name}: y"].sum().backward()
    close(cell.state_dict(), kept, "parameters and buffers stay as they were", tolerance=0)


def saved_and_loaded_it_gives_the_same_outputs(subject: Subject) -> None:
    """A fresh cell that takes over the ``state_dict`` through safetensors gives the same outputs."""
    cell = built(subject)
    loaded = copied(cell, built(subject, seed=9))
    x_BTI, lengths_B = inputs()
    for ours, theirs in zip(ways(subject, cell), ways(subject, loaded), strict=True):
        close(theirs(x_BTI, lengths_B), ours(x_BTI, lengths_B), "outputs as before it was saved", tolerance=0)


def the_same_seed_builds_the_same_cell(subject: Subject) -> None:
    """Two cells built after ``torch.manual_seed`` of one seed have equal parameters and outputs."""
    one, other = built(subject), built(subject)
    close(other.state_dict(), one.state_dict(), "equal parameters for equal seeds", tolerance=0)
    x_BTI, lengths_B = inputs()
    for ours, theirs in zip(ways(subject, one), ways(subject, other), strict=True):
        close(theirs(x_BTI, lengths_B), ours(x_BTI, lengths_B), "equal outputs for equal seeds", tolerance=0)


def _named(tensor: Tensor, state: tuple[Tensor, ...]) -> dict[str, Tensor]:
    """Return an input or output and a state, by name."""
    return {"x or y": tensor, **{f"state[{k}]": part for k, part in enumerate(state)}}


LAWS = book(
    it_has_the_methods_that_it_declares,
    a_step_gives_an_output_and_a_state,
    output_size_is_the_width_of_its_outputs,
    a_state_has_one_row_a_sequence_and_keeps_its_shape,
    it_works_in_the_dtype_of_its_parameters,
    a_step_is_pure,
    running_it_changes_no_parameter,
    saved_and_loaded_it_gives_the_same_outputs,
    the_same_seed_builds_the_same_cell,
)
