"""The loop and the fused backend: alike, truncated, with recurrent dropout; and the rule that picks one."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled.runtime.unroll import build_encoder, time_loops
from unrolled.runtime.unroll.backend import resolve_backend
from unrolled.runtime.unroll.fused import run_fused
from unrolled.runtime.unroll.loop import run_loop
from unrolled.runtime.unroll.prepare import say
from unrolled.sections import UnrollConfig
from unrolled_cells import GRUConfig, LSTMConfig, RNNConfig, gru, lstm, rnn

CELLS = [(rnn, RNNConfig), (gru, GRUConfig), (lstm, LSTMConfig)]


def unrolled(run, cell, x_BTI, lengths, **options):
    """Return outputs, final state, and the gradients of the input, the initial state and the weights."""
    x_BTI = x_BTI.clone().requires_grad_()
    torch.manual_seed(2)
    state = tuple(torch.randn_like(part).requires_grad_() for part in cell.initial_state(len(lengths)))
    y_BTH, final = run(cell, x_BTI, state, torch.tensor(lengths), **options)
    loss = y_BTH.square().sum() + sum((part * k).sum() for k, part in enumerate(final, 1))
    return y_BTH, final, torch.autograd.grad(loss, [x_BTI, *state, *cell.parameters()])


@settings(max_examples=25, deadline=None)
@given(
    cell=st.sampled_from(CELLS),
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    truncate=st.none() | st.integers(1, 10),
    padding=st.integers(0, 2),
)
def test_loop_and_kernel_agree_in_values_and_gradients(cell, lengths, truncate, padding):
    component, config = cell
    torch.manual_seed(0)
    module = component.build(config(hidden_size=4), input_size=3).double()
    x_BTI = torch.randn(len(lengths), max(lengths) + padding, 3, dtype=torch.float64)
    looped = unrolled(run_loop, module, x_BTI, lengths, truncate=truncate)
    fused = unrolled(run_fused, module, x_BTI, lengths, truncate=truncate)
    torch.testing.assert_close(looped, fused, rtol=0, atol=1e-10)


@pytest.mark.parametrize("run", [run_fused, run_loop])
def test_truncation_changes_no_value_and_stops_gradients_every_k_steps(run):
    torch.manual_seed(0)
    cell = lstm.build(LSTMConfig(hidden_size=4), input_size=3).double()
    x_BTI = torch.randn(2, 8, 3, dtype=torch.float64, requires_grad=True)
    lengths_B = torch.tensor([8, 5])
    whole, whole_state = run(cell, x_BTI, cell.initial_state(2), lengths_B)
    y_BTH, state = run(cell, x_BTI, cell.initial_state(2), lengths_B, truncate=3)
    torch.testing.assert_close((y_BTH, state), (whole, whole_state), rtol=0, atol=1e-12)
    (late_BTI,) = torch.autograd.grad(y_BTH[0, 7].sum(), x_BTI, retain_graph=True)
    assert late_BTI[0].abs().sum(1).nonzero().flatten().tolist() == [6, 7]
    (ended_BTI,) = torch.autograd.grad(state[1][1].sum(), x_BTI)
    assert ended_BTI[1].abs().sum(1).nonzero().flatten().tolist() == [3, 4]


def test_the_loop_takes_no_step_on_padding(echo):
    cell = echo(2)
    run_loop(cell, torch.randn(3, 9, 2), cell.initial_state(3), torch.tensor([4, 9, 2]))
    assert cell.rows_stepped == 15


def test_recurrent_dropout_keeps_one_mask_a_sequence_through_time(echo):
    cell = echo(40, decay=1.0)
    torch.manual_seed(0)
    y_BTH, _ = run_loop(
        cell, torch.ones(3, 4, 40), cell.initial_state(3), torch.tensor([4, 3, 4]), recurrent_dropout=0.5
    )
    # A kept feature of the state is doubled before it is added to the next input of one; a dropped one is lost.
    assert {tuple(row) for row in y_BTH[0].T.tolist()} == {(1, 1, 1, 1), (1, 3, 7, 15)}
    assert {tuple(row) for row in y_BTH[1].T.tolist()} == {(1, 1, 1, 0), (1, 3, 7, 0)}
    assert not torch.equal(y_BTH[0], y_BTH[2])


@pytest.mark.parametrize("backend", ["hoisted", "engine"])
def test_recurrent_dropout_rests_in_evaluation(encode, backend):
    encoder = encode(recurrent_dropout=0.5, backend=backend)
    x_BTI, lengths_B = torch.randn(2, 5, 3, dtype=torch.float64), torch.tensor([5, 3])
    assert not torch.equal(encoder(x_BTI, lengths_B).y_BTH, encoder(x_BTI, lengths_B).y_BTH)
    torch.testing.assert_close(encoder.eval()(x_BTI, lengths_B), encode().eval()(x_BTI, lengths_B))


def test_a_cell_without_a_state_is_looped_over_all_the_same():
    class Doubles:
        def step(self, x_BI, state):
            return 2 * x_BI, state

    x_BTI = torch.randn(2, 3, 4)
    y_BTH, state = run_loop(Doubles(), x_BTI, (), torch.tensor([3, 3]), recurrent_dropout=0.5)
    assert torch.equal(y_BTH, 2 * x_BTI)
    assert state == ()


class Steps:
    step = None


class Kernel:
    sequence = None


class Both(Steps, Kernel):
    pass


@pytest.mark.parametrize(
    ("cell", "fields", "expected"),
    [
        (Both(), {}, "fused"),
        (Steps(), {}, "hoisted"),
        (Kernel(), {}, "fused"),
        (Both(), {"recurrent_dropout": 0.1}, "hoisted"),
        (Both(), {"backend": "hoisted"}, "hoisted"),
        (Both(), {"backend": "fused", "truncate": 3}, "fused"),
    ],
)
def test_without_a_compiler_auto_takes_the_kernel_where_it_can(no_compiler, cell, fields, expected):
    assert resolve_backend(cell, UnrollConfig(**fields)) == expected


@pytest.mark.parametrize(
    ("cell", "fields", "device", "expected"),
    [
        (Both(), {}, "cpu", "engine"),
        (Both(), {"recurrent_dropout": 0.1}, "cpu", "engine"),
        (Kernel(), {}, "cpu", "fused"),
        (Both(), {}, "cuda", "fused"),
        (Steps(), {}, "cuda", "hoisted"),
        (Both(), {"backend": "fused"}, "cpu", "fused"),
    ],
)
def test_with_a_compiler_auto_takes_the_engine_on_the_cpu(monkeypatch, cell, fields, device, expected):
    monkeypatch.setenv("CXX", "true")
    assert resolve_backend(cell, UnrollConfig(**fields), device=device) == expected


def test_without_a_compiler_one_line_says_what_it_costs(no_compiler, caplog, encode):
    say.cache_clear()
    encoder = encode(recurrent_dropout=0.5)
    for _ in range(2):
        encoder(torch.randn(2, 5, 3, dtype=torch.float64), torch.tensor([5, 3]))
    (line,) = caplog.messages
    assert line == (
        "no C++ compiler: LSTM runs in a Python loop, several times slower. See: pip install 'unrolled[compiler]'"
    )


@pytest.mark.parametrize(
    ("cell", "fields", "where"),
    [
        (Steps(), {"backend": "fused"}, ["unroll.backend"]),
        (Kernel(), {"backend": "hoisted"}, ["unroll.backend"]),
        (Kernel(), {"backend": "engine"}, ["unroll.backend"]),
        (Kernel(), {"truncate": 3}, ["unroll.truncate"]),
        (Both(), {"backend": "fused", "recurrent_dropout": 0.1}, ["unroll.recurrent_dropout"]),
        (Kernel(), {"truncate": 3, "recurrent_dropout": 0.1}, ["unroll.truncate", "unroll.recurrent_dropout"]),
    ],
)
def test_what_a_backend_or_a_cell_cannot_do_is_refused_all_at_once(cell, fields, where):
    with pytest.raises(ConfigError) as caught:
        resolve_backend(cell, UnrollConfig(**fields))
    assert [problem.where for problem in caught.value.problems] == where


class Counts(torch.nn.Module):
    """A step that nothing can trace, and that keeps a number on its module."""

    output_size = 2

    def __init__(self):
        super().__init__()
        self.calls = 0

    def initial_state(self, batch_size):
        return (torch.zeros(batch_size, 2),)

    def step(self, x_BI, state):
        self.calls += 1
        h_BH = torch.bernoulli(torch.full_like(x_BI, 0.5)) + state[0]
        return h_BH, (h_BH,)


def test_an_encoder_tells_what_ran_and_makes_a_step_that_runs_as_it_is_written_once():
    encoder = build_encoder(lambda _size: Counts(), 2, UnrollConfig(backend="hoisted"))
    assert time_loops(encoder) == []
    for _ in range(3):
        encoder(torch.zeros(1, 2, 2), torch.tensor([2]))
    assert time_loops(torch.nn.ModuleList([encoder])) == ["step by step"]
    assert len(encoder.unroller._loops) == 1
    fused = build_encoder(lambda size: lstm.build(LSTMConfig(), input_size=size), 2, UnrollConfig(backend="fused"))
    fused(torch.zeros(1, 2, 2), torch.tensor([2]))
    assert time_loops(fused) == ["fused"]
