"""A step that needs values while it is traced is told in which line, and what is traced knows its line."""

from __future__ import annotations

import linecache

import numpy as np
import pytest
import torch

from unrolled.errors import PluginError
from unrolled.runtime.unroll.trace import line_of, line_of_definition, text_at, trace_step

READS = {
    "tolist": lambda h_BH: h_BH * max(h_BH.tolist()[0]),
    "numpy": lambda h_BH: h_BH + torch.from_numpy(np.tanh(h_BH.detach().numpy())),
    "array": lambda h_BH: h_BH + float(np.asarray(h_BH.detach()).sum()),
    "item": lambda h_BH: h_BH * h_BH.max().item(),
    "int": lambda h_BH: h_BH * int(h_BH.sum()),
    "float": lambda h_BH: h_BH * float(h_BH.sum()),
    "index": lambda h_BH: h_BH * [1, 2, 3, 4][h_BH[0].argmax()],
    "if": lambda h_BH: h_BH if h_BH.sum() > 0 else -h_BH,
    "in": lambda h_BH: h_BH if 1.0 in h_BH else -h_BH,
    "range": lambda h_BH: h_BH * len(range(h_BH[0].argmax())),
    "nonzero": lambda h_BH: h_BH * h_BH[h_BH > 0].sum(),
}


class Step(torch.nn.Module):
    """A step of a function of its state."""

    def __init__(self, function):
        super().__init__()
        self.function = function
        self.plain = torch.tensor([2.0, 3.0])

    def step(self, x_BI, state):
        after_BH = self.function(state[0] + x_BI)
        return after_BH, (after_BH,)


def traced(function):
    return trace_step(Step(function), torch.zeros(2, 4), (torch.zeros(2, 4),)).graph


@pytest.mark.parametrize("read", READS)
def test_a_step_that_needs_values_is_an_error_that_names_the_line_and_shows_it(read):
    with pytest.raises(PluginError) as caught:
        traced(READS[read])
    (problem,) = caught.value.problems
    assert problem.where == line_of_lambda(READS[read])
    assert f"`{text_at(problem.where)}`" in problem.what
    assert read in text_at(problem.where)
    assert problem.command == "docs/cells.md"


def line_of_lambda(function):
    return f"{__file__}:{function.__code__.co_firstlineno}"


def test_values_that_are_there_may_be_read():
    step = Step(lambda h_BH: h_BH * max(step.plain.tolist()))
    assert "mul" in str(trace_step(step, torch.zeros(2, 4), (torch.zeros(2, 4),)).graph)


def test_every_operation_knows_the_line_that_called_it():
    inner = torch.nn.LayerNorm(4)
    graph = traced(lambda h_BH: torch.einsum("bi,bi->bi", inner(h_BH), h_BH))
    lines = {line_of(node) for node in graph.nodes if node.op == "call_function"}
    added = f"{__file__}:{Step.step.__code__.co_firstlineno + 1}"
    assert lines == {added, f"{__file__}:{traced_line('inner(h_BH), h_BH')}"}


def traced_line(text):
    return next(k for k, line in enumerate(linecache.getlines(__file__), 1) if text in line)


def test_a_definition_without_source_has_no_line():
    assert line_of_definition(torch.Tensor.sum) == ""
