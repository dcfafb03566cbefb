"""What becomes of steps that cannot be compiled, hoisted or traced, and what is said about it."""

from __future__ import annotations

import pytest
import torch

from unrolled.errors import ConfigError, PluginError
from unrolled.runtime.unroll.engine import CompiledCell
from unrolled.runtime.unroll.hoisted import HoistedCell
from unrolled.runtime.unroll.loop import Fold
from unrolled.runtime.unroll.prepare import Wanted, prepare_loop, say
from unrolled_cells import RECURRENT


class Plain(torch.nn.Linear):
    """h' = tanh(W [x, h] + b)."""

    output_size = 4

    def __init__(self):
        super().__init__(3 + 4, 4)

    def initial_state(self, batch_size):
        return (self.weight.new_zeros(batch_size, 4),)

    def step(self, x_BI, state):
        h_BH = self.after(torch.tanh(self(torch.cat([x_BI, *state], 1))))
        return h_BH, (h_BH,)

    def after(self, h_BH):
        return h_BH


class Sorts(Plain):
    def after(self, h_BH):
        return h_BH.sort(1).values


class Decides(Plain):
    def after(self, h_BH):
        return -h_BH if h_BH.sum() > 0 else h_BH


class WithoutGradient(Plain):
    def after(self, h_BH):
        with torch.no_grad():
            shift_BH = 2 * h_BH
        return h_BH + shift_BH


class Draws(Plain):
    def after(self, h_BH):
        return torch.nn.functional.dropout(h_BH, 0.5)


class Borrows(Plain):
    def __init__(self):
        super().__init__()
        self.borrowed = [torch.arange(4.0)]

    def after(self, h_BH):
        return h_BH * self.borrowed[0]


class Masks(Plain):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.tensor([True, False, True, True]))

    def after(self, h_BH):
        return torch.where(self.mask, h_BH, 0.5 * h_BH)


class Counts(Plain):
    def initial_state(self, batch_size):
        return *super().initial_state(batch_size), torch.zeros(batch_size, 1, dtype=torch.int64)

    def step(self, x_BI, state):
        h_BH, (new_BH,) = super().step(x_BI, state[:1])
        return h_BH, (new_BH, state[1] + 1)


def prepared(make, backend="engine", asked="auto"):
    say.cache_clear()
    torch.manual_seed(0)
    cell = make()
    return prepare_loop(cell, torch.randn(2, 3), cell.initial_state(2), Wanted(backend, asked))


@pytest.mark.parametrize("component", RECURRENT, ids=lambda component: component.name)
def test_every_built_in_cell_can_be_compiled(compiler, component):
    config = component.config.parse({"hidden_size": 5})
    assert isinstance(prepared(lambda: component.build(config, input_size=3), asked="engine"), CompiledCell)


@pytest.mark.parametrize(
    ("make", "kind", "why"),
    [
        (Sorts, HoistedCell, "aten.sort.default"),
        (Counts, HoistedCell, "torch.int64"),
        (Masks, HoistedCell, "torch.bool"),
        (WithoutGradient, Fold, "torch.no_grad"),
        (Draws, Fold, "random numbers"),
        (Borrows, Fold, "neither parameter nor buffer"),
    ],
)
def test_what_cannot_be_compiled_runs_all_the_same_and_a_line_says_why(compiler, caplog, make, kind, why):
    assert isinstance(prepared(make), kind)
    assert make.__name__ in caplog.text
    assert why in caplog.text


@pytest.mark.parametrize(
    ("make", "method", "command"),
    [
        (Sorts, "after", "docs/cells.md"),
        (Borrows, "after", "docs/cells.md"),
        (Draws, "after", "unrolled show section unroll"),
        (WithoutGradient, None, "docs/cells.md"),
    ],
)
def test_one_line_is_said_with_the_place_in_the_code_and_what_to_do_next(compiler, caplog, make, method, command):
    prepared(make)
    (message,) = caplog.messages
    first = getattr(make, method).__code__.co_firstlineno + 1 if method else Plain.step.__code__.co_firstlineno
    assert message.startswith(f"{__file__}:{first}: {make.__name__} runs ")
    assert message.endswith(f" See: {command}")


def test_an_exception_in_a_step_that_is_traced_is_told_with_its_line(compiler, caplog):
    class Counts(Plain):
        def after(self, h_BH):
            return h_BH if len(h_BH) == 2 else {}["more rows than two"]

    prepared(Counts)
    first = Counts.after.__code__.co_firstlineno + 1
    assert f"{__file__}:{first}: Counts runs step by step" in caplog.text
    assert "`: KeyError: 'more rows than two'. See: " in caplog.text


def test_dropout_in_a_step_is_sent_to_the_host(caplog):
    prepared(Draws, "hoisted")
    assert "unroll.dropout and unroll.recurrent_dropout" in caplog.text


def test_what_a_step_makes_when_it_first_needs_it_is_compiled_too(compiler):
    class Lazy(Plain):
        half = None

        def after(self, h_BH):
            if self.half is None:
                self.half = torch.full((1, 4), 0.5)
            return h_BH * self.half

    assert isinstance(prepared(Lazy, asked="engine"), CompiledCell)


def test_the_same_line_is_said_once_a_process(compiler, caplog):
    prepared(Sorts)
    told = len(caplog.messages)
    prepare_loop(Sorts(), torch.randn(2, 3), Sorts().initial_state(2), Wanted("engine"))
    assert len(caplog.messages) == told == 1


def test_who_asks_for_the_engine_and_cannot_have_it_gets_an_error_with_the_line(compiler):
    with pytest.raises(ConfigError) as caught:
        prepared(Sorts, asked="engine")
    (problem,) = caught.value.problems
    shown = "`return h_BH.sort(1).values`: aten.sort.default"
    line = f"{__file__}:{Sorts.after.__code__.co_firstlineno + 1}"
    assert problem.what == f"{line}: Sorts is not compiled; the engine cannot compile {shown}"
    assert (problem.where, problem.nearest, problem.command) == ("unroll.backend", "auto", "docs/cells.md")


@pytest.mark.parametrize("backend", ["engine", "hoisted"])
def test_a_step_that_decides_by_values_is_an_error_that_names_the_line(backend):
    with pytest.raises(PluginError) as caught:
        prepared(Decides, backend)
    (problem,) = caught.value.problems
    assert problem.where.partition(":")[0] == __file__
    assert "`return -h_BH if h_BH.sum() > 0 else h_BH`" in problem.what


def test_without_a_compiler_the_engine_that_is_asked_for_is_an_error(no_compiler):
    with pytest.raises(ConfigError, match=r"CXX names '.*nowhere', which is no program"):
        prepared(Plain, asked="engine")


def test_without_a_compiler_a_cell_that_was_not_compiled_before_is_hoisted(no_compiler, caplog):
    assert isinstance(prepared(Plain), HoistedCell)
    assert "nowhere', which is no program, and there is no copy that was compiled before" in caplog.text
