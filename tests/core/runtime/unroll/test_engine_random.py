"""Compiled encoders agree with the naive loop: built-in cells, and steps made at random.

Shapes: B batch, T time, I input, H hidden.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled.runtime.unroll import build_encoder, prepare
from unrolled.runtime.unroll.loop import run_loop
from unrolled.sections import UnrollConfig
from unrolled_cells import RECURRENT


def neighbour(name):
    """Return the module of a file beside this one, known by its name, as dataclasses want it."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


random_steps = neighbour("random_steps")
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}
EVERY = pytest.mark.parametrize("component", RECURRENT, ids=lambda component: component.name)
DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCE), ids=str)


def examples(number):
    return settings(max_examples=number, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Batch:
    """A batch, and how an encoder unrolls a cell over it.

    Args:
        width: of the cell.
        lengths: of the sequences.
        unroll: fields of the section.
    """

    width: int
    lengths: tuple[int, ...]
    unroll: dict[str, object]


@pytest.fixture(autouse=True)
def unchecked(monkeypatch):
    """Take away the check by which a wrong engine would give way to the loop that it is compared with here."""
    monkeypatch.setattr(prepare, "is_faithful", lambda *_, **__: True)


widths = st.integers(1, 70)
lengths = st.lists(st.integers(1, 9), min_size=1, max_size=19).map(tuple)
ways = st.fixed_dictionaries(
    {"num_layers": st.integers(1, 3), "bidirectional": st.booleans()},
    optional={"truncate": st.integers(1, 5), "recurrent_dropout": st.just(0.3)},
)
batches = st.builds(Batch, widths, lengths, ways)


def encoder_of(make_cell, batch, dtype):
    """Return a compiled encoder whose layers are all as wide as its input, so that one library serves them."""
    torch.manual_seed(0)
    input_size = make_cell(1, batch.width).output_size * (1 + batch.unroll.get("bidirectional", False))
    unroll = UnrollConfig(backend="engine", **batch.unroll)
    return build_encoder(lambda size: make_cell(size, batch.width), input_size, unroll).to(dtype), input_size


def fold(encoder):
    """Let an encoder run its cells one step after another, as they are written."""

    def run(cell, x_BTI, state, lengths_B):
        unroll = encoder.unroll
        options = {"truncate": unroll.truncate, "recurrent_dropout": unroll.recurrent_dropout}
        return run_loop(cell, x_BTI, state, lengths_B, **options)

    encoder.watcher = run
    return encoder


def outcome(encoder, batch, input_size, dtype):
    """Return outputs, final state and all gradients; of the initial state too, where the encoder takes one."""
    torch.manual_seed(1)

    def drawn(*shape):
        return torch.randn(shape, dtype=torch.float64).to(dtype)

    x_BTI = drawn(len(batch.lengths), max(batch.lengths) + 1, input_size).requires_grad_()
    state = None
    if not encoder.unroll.bidirectional:
        cells = [cell for (cell,) in encoder.layers]
        # Near the initial state: a normalizer that is drawn from anywhere may be nought.
        fresh = [cell.initial_state(len(batch.lengths)) for cell in cells]
        state = tuple(tuple((part + 0.1 * drawn(*part.shape)).requires_grad_() for part in parts) for parts in fresh)
    encoded = encoder(x_BTI, torch.tensor(batch.lengths), state)
    outputs = [encoded.y_BTH, encoded.last_BH, *(part for parts in encoded.state for part in parts)]
    outputs = [part for part in outputs if part.requires_grad]
    leaves = [x_BTI, *(part for parts in state or () for part in parts), *encoder.parameters()]
    cotangents = [drawn(*part.shape) for part in outputs]
    gradients = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True, materialize_grads=True)
    return [*(part.detach() for part in outputs), *gradients]


def error(found, expected):
    """Return the largest difference, each tensor's as a share of its largest entry.

    Where all of a gradient cancels, a tenth of the largest of all entries takes its place.
    """
    floor = max(1e-30, *(float(one.abs().amax()) / 10 for one in expected if one.numel()))
    pairs = [(one, other) for one, other in zip(found, expected, strict=True) if other.numel()]
    return max(float((one - other).abs().amax() / other.abs().amax().clamp(min=floor)) for one, other in pairs)


def assert_agreement(make_cell, batch, dtype):
    encoder, input_size = encoder_of(make_cell, batch, dtype)
    found = outcome(encoder, batch, input_size, dtype)
    expected = outcome(fold(encoder), batch, input_size, dtype)
    wrong = error(found, expected)
    if wrong > TOLERANCE[dtype] and dtype == torch.float32:
        # Norms of a column and quotients of small numbers are ill-conditioned: there the naive loop is no nearer to
        # what float64 gives.
        exact = [one.to(dtype) for one in outcome(encoder.double(), batch, input_size, torch.float64)]
        assert error(found, exact) <= min(4 * error(expected, exact), 1e-3)
    else:
        assert wrong <= TOLERANCE[dtype]


def built(component):
    """Return the builder of a built-in cell of a width."""

    def make_cell(size, width):
        return component.build(component.config.parse({"hidden_size": width}), input_size=size)

    return make_cell


@EVERY
@examples(3)
@given(batch=batches, dtype=st.sampled_from(list(TOLERANCE)))
def test_a_built_in_cell_agrees_with_the_naive_loop(compiler, component, dtype, batch):
    assert_agreement(built(component), batch, dtype)


@pytest.mark.slow
@EVERY
@DTYPES
@examples(10)
@given(batch=batches)
def test_a_built_in_cell_agrees_with_the_naive_loop_on_many_batches(compiler, component, dtype, batch):
    assert_agreement(built(component), batch, dtype)


@examples(20)
@given(recipe=random_steps.recipes, batch=batches, dtype=st.sampled_from(list(TOLERANCE)))
def test_a_random_step_agrees_with_the_naive_loop(compiler, recipe, batch, dtype):
    assert_agreement(lambda size, width: random_steps.RandomCell(recipe, size, width), batch, dtype)


@pytest.mark.slow
@DTYPES
@examples(60)
@given(recipe=random_steps.recipes, batch=batches)
def test_many_random_steps_agree_with_the_naive_loop(compiler, dtype, recipe, batch):
    assert_agreement(lambda size, width: random_steps.RandomCell(recipe, size, width), batch, dtype)


@pytest.fixture
def threads():
    """Set the number of threads, and set it back."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@examples(4)
@given(recipe=random_steps.recipes, width=widths, lengths=st.lists(st.integers(1, 5), min_size=9, max_size=40))
def test_two_threads_give_the_bits_of_one(compiler, threads, recipe, width, lengths):
    batch = Batch(width, tuple(lengths), {"num_layers": 2})
    encoder, input_size = encoder_of(
        lambda size, width: random_steps.RandomCell(recipe, size, width), batch, torch.float32
    )
    found = []
    for number in (1, 2):
        threads(number)
        found.append(outcome(encoder, batch, input_size, torch.float32))
    assert all(torch.equal(one, two) for one, two in zip(*found, strict=True))


@examples(4)
@given(recipe=random_steps.recipes, width=widths, first=st.integers(1, 5), second=st.integers(1, 5))
def test_a_sequence_in_two_pieces_equals_the_whole(compiler, recipe, width, first, second):
    batch = Batch(width, (first + second,) * 3, {"num_layers": 2})
    encoder, input_size = encoder_of(
        lambda size, width: random_steps.RandomCell(recipe, size, width), batch, torch.float64
    )
    x_BTI = torch.randn(3, first + second, input_size, dtype=torch.float64)
    with torch.no_grad():
        whole = encoder(x_BTI, torch.tensor(batch.lengths))
        begun = encoder(x_BTI[:, :first], torch.full((3,), first))
        ended = encoder(x_BTI[:, first:], torch.full((3,), second), begun.state)
    assert error([torch.cat([begun.y_BTH, ended.y_BTH], 1)], [whole.y_BTH]) <= TOLERANCE[torch.float64]
    final = [[part for parts in encoded.state for part in parts] for encoded in (ended, whole)]
    assert error(*final) <= TOLERANCE[torch.float64]
