"""What every built-in recurrent cell does alike."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

import unrolled_cells
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig

CELLS = unrolled_cells.RECURRENT
EVERY = pytest.mark.parametrize("component", CELLS, ids=lambda component: component.name)
VARIANTS = [
    *((component, {}) for component in CELLS),
    (unrolled_cells.rnn, {"nonlinearity": "relu"}),
    (unrolled_cells.gru, {"update_gate": "renews"}),
    (unrolled_cells.gru, {"reset": "before"}),
    (unrolled_cells.gru, {"update_gate": "renews", "reset": "before"}),
    (unrolled_cells.lstm, {"bias": "two"}),
    (unrolled_cells.rhn, {"depth": 3}),
]


def test_twelve_recurrent_cells_are_declared():
    assert {component.name for component in unrolled_cells.components() if component.recurrent} == {
        "rnn",
        "irnn",
        "ind-rnn",
        "gru-simplified",
        "gru",
        "min-gru",
        "rhn",
        "lstm",
        "peephole-lstm",
        "layer-norm-lstm",
        "min-lstm",
        "slstm",
    }


def test_declaring_them_imports_neither_torch_nor_numpy():
    code = "import sys, unrolled_cells; unrolled_cells.components(); print({'torch', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.system("T12")
@EVERY
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

    encoded = build_encoder(lambda _: cell, 3, UnrollConfig())(sentence.transpose(0, 1), torch.tensor([5]))
    torch.testing.assert_close(pred, ff(encoded.last_BH))
    torch.testing.assert_close(hidden, encoded.state[0])


@pytest.mark.parametrize(
    ("component", "fields"), VARIANTS, ids=[f"{found.name} {fields}" for found, fields in VARIANTS]
)
def test_gradients_of_a_step_agree_with_finite_differences(build, component, fields):
    cell = build(component, hidden_size=2, **fields)
    x_BI = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    _, reached = cell.step(torch.randn_like(x_BI), cell.initial_state(2))
    state = tuple((part + torch.rand_like(part) / 4).detach().requires_grad_() for part in reached)

    def outputs(x_BI, *rest):  # gradcheck moves the weights in place, so the cell sees them
        y_BH, after = cell.step(x_BI, rest[: len(state)])
        return (y_BH, *after)

    assert torch.autograd.gradcheck(outputs, (x_BI, *state, *cell.parameters()))


@pytest.mark.system("C04")
@EVERY
def test_every_step_of_a_sequence_of_any_length_adds_to_the_gradient_of_the_same_weights(component, build, unroll):
    cell = build(component)
    for steps in (1, 7):
        x_BTI = torch.randn(2, steps, 3, dtype=torch.float64)
        weights = list(cell.parameters())
        found = torch.autograd.grad(unroll(cell, x_BTI).sum(), weights)

        copies = [[weight.detach().clone().requires_grad_() for weight in weights] for _ in range(steps)]
        names = [name for name, _ in cell.named_parameters()]
        state, outputs = cell.initial_state(2), []
        for x_BI, copy in zip(x_BTI.unbind(1), copies, strict=True):
            y_BH, state = torch.func.functional_call(Step(cell), named(names, copy), (x_BI, state))
            outputs.append(y_BH)
        each = torch.autograd.grad(torch.stack(outputs).sum(), [weight for copy in copies for weight in copy])
        summed = [torch.stack(each[k :: len(weights)]).sum(0) for k in range(len(weights))]
        torch.testing.assert_close(list(found), summed, rtol=0, atol=1e-12)


class Step(torch.nn.Module):
    """A cell whose call is its step."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def forward(self, x_BI, state):
        return self.cell.step(x_BI, state)


def named(names, weights):
    return {f"cell.{name}": weight for name, weight in zip(names, weights, strict=True)}
