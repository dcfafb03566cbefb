"""What every built-in cell does alike."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

import unrolled_cells

CELLS = unrolled_cells.components()


def test_three_cells_are_declared():
    assert [(component.kind, component.name) for component in CELLS] == [
        ("cell", "rnn"),
        ("cell", "gru"),
        ("cell", "lstm"),
    ]


def test_declaring_them_imports_neither_torch_nor_numpy():
    code = "import sys, unrolled_cells; unrolled_cells.components(); print({'torch', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.system("T12")
@pytest.mark.parametrize("component", CELLS, ids=lambda component: component.name)
def test_the_lectures_loop_over_the_words_of_an_input_runs_as_written(component):
    torch.manual_seed(0)
    cell = component.build(component.config(hidden_size=4), input_size=3)
    ff = torch.nn.Linear(4, 2)
    sentence = torch.randn(5, 1, 3)

    rnn, hidden = cell.step, cell.initial_state(1)
    assert hidden[0].tolist() == [[0, 0, 0, 0]]
    for word in sentence:
        out, hidden = rnn(word, hidden)
    pred = ff(out)

    y_BTH, last = cell.sequence(sentence.transpose(0, 1), cell.initial_state(1), torch.tensor([5]))
    torch.testing.assert_close(pred, ff(y_BTH[:, -1]))
    torch.testing.assert_close(hidden, last)


@pytest.mark.parametrize("component", CELLS, ids=lambda component: component.name)
def test_gradients_of_a_step_agree_with_finite_differences(component):
    torch.manual_seed(0)
    cell = component.build(component.config(hidden_size=2), input_size=3).double()
    x_BI = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    state = tuple(torch.randn_like(part).requires_grad_() for part in cell.initial_state(2))

    def outputs(x_BI, *rest):  # gradcheck moves the weights in place, so the cell sees them
        y_BH, after = cell.step(x_BI, rest[: len(state)])
        return (y_BH, *after)

    assert torch.autograd.gradcheck(outputs, (x_BI, *state, *cell.parameters()))
