"""What a cell breaks of its contract is said when it is built, with class, line and shapes."""

from __future__ import annotations

import pytest
import torch

from unrolled.errors import PluginError
from unrolled.runtime.unroll import build_encoder
from unrolled.runtime.unroll.trace import text_at
from unrolled.sections import UnrollConfig


class Right(torch.nn.Module):
    output_size = 4

    def initial_state(self, batch_size):
        return torch.zeros(batch_size, 4), torch.zeros(batch_size, 2)

    def step(self, x_BI, state):
        return state[0], self.after(x_BI, *state)

    def after(self, _x_BI, h_BH, c_BC):
        return h_BH + 1, c_BC


class LacksAState(Right):
    def step(self, x_BI, state):
        return state[0]


class StateIsATensor(Right):
    def step(self, x_BI, state):
        return state


class OutputTooWide(Right):
    output_size = 5


class StateOfAnotherWidth(Right):
    def after(self, x_BI, h_BH, c_BC):
        return h_BH, x_BI


class StateOfOnePart(Right):
    def after(self, _x_BI, h_BH, _c_BC):
        return (h_BH,)


class NoWidth(torch.nn.Module):
    pass


class NoStart(torch.nn.Module):
    output_size = 4


class WidthInWords(Right):
    output_size = "4"


class StartsWithATensor(Right):
    def initial_state(self, batch_size):
        return torch.zeros(batch_size, 4)


class StartsWithOneRow(Right):
    def initial_state(self, _batch_size):
        return (torch.zeros(1, 4),)


def encoder_of(make):
    return build_encoder(lambda _: make(), 3, UnrollConfig())


def problem_of(make):
    with pytest.raises(PluginError) as caught:
        encoder_of(make)
    (problem,) = caught.value.problems
    assert problem.command == "unrolled conform cell NAME"
    return problem


def first_line(method):
    return f"{__file__}:{method.__code__.co_firstlineno}"


def test_a_cell_that_keeps_the_contract_runs():
    assert encoder_of(Right).output_size == 4


@pytest.mark.parametrize(
    ("make", "gave", "wanted"),
    [
        (LacksAState, "gave a tensor of shape (2, 4)", "(y, state), a tensor and a tuple of tensors"),
        (
            StateIsATensor,
            "gave (a tensor of shape (2, 4), a tensor of shape (2, 2))",
            "(y, state), a tensor and a tuple of tensors",
        ),
        (OutputTooWide, "gave y as a tensor of shape (2, 4)", "with its output_size it must be of shape (2, 5)"),
        (
            StateOfAnotherWidth,
            "gave the state (a tensor of shape (2, 4), a tensor of shape (2, 3))",
            "it must be of the shapes before the step, [(2, 4), (2, 2)]",
        ),
        (
            StateOfOnePart,
            "gave the state (a tensor of shape (2, 4))",
            "it must be of the shapes before the step, [(2, 4), (2, 2)]",
        ),
    ],
)
def test_a_step_that_gives_something_else_is_named_with_what_it_gave_and_what_it_must_give(make, gave, wanted):
    problem = problem_of(make)
    assert problem.where == first_line(make.step)
    assert problem.what.startswith(f"{make.__name__}.step {gave}; ")
    assert wanted in problem.what


@pytest.mark.parametrize(
    ("make", "gave"),
    [
        (NoWidth, "NoWidth.output_size is not there; every cell has it"),
        (NoStart, "NoStart.initial_state is not there; every cell has it"),
        (WidthInWords, "WidthInWords.output_size is '4'; it must be the width of y, an int"),
        (list, "the builder of a cell gave a list, not a torch.nn.Module"),
    ],
)
def test_what_is_no_cell_is_refused_before_it_is_used(make, gave):
    assert problem_of(make).what == gave


def test_a_class_without_a_width_is_shown_by_its_line():
    where = problem_of(NoWidth).where
    assert text_at(where) == "class NoWidth(torch.nn.Module):"


@pytest.mark.parametrize(
    ("make", "gave"),
    [
        (StartsWithATensor, "gave a tensor of shape (2, 4)"),
        (StartsWithOneRow, "gave (a tensor of shape (1, 4))"),
    ],
)
def test_an_initial_state_without_a_row_a_sequence_is_named(make, gave):
    problem = problem_of(make)
    assert problem.where == first_line(make.initial_state)
    assert problem.what == f"{make.__name__}.initial_state(2) {gave}; it must give a tuple of tensors of 2 rows"


def test_the_step_that_is_tried_takes_no_random_number_from_the_others():
    class Draws(Right):
        def initial_state(self, batch_size):
            return torch.randn(batch_size, 4), torch.randn(batch_size, 2)

    torch.manual_seed(0)
    encoder_of(Draws)
    found = torch.randn(3)
    torch.manual_seed(0)
    assert torch.equal(found, torch.randn(3))
