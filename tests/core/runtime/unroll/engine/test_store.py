"""A compiled cell is found again, whole or not at all."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll import build_encoder
from unrolled.runtime.unroll.engine import compile_cell, find_compiled, keep_compiled, kept_at
from unrolled.runtime.unroll.prepare import Wanted, prepare_loop
from unrolled.sections import UnrollConfig
from unrolled_cells import LSTMConfig, lstm


@pytest.fixture
def kept(compiler, tmp_path, monkeypatch):
    """Return a cell, and where it is kept once it is compiled."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    torch.manual_seed(0)
    cell = lstm.build(LSTMConfig(hidden_size=4), input_size=3)
    arguments = cell, torch.randn(5, 3), cell.initial_state(5)
    path = kept_at(*arguments, masked=False, identity="lstm")
    keep_compiled(compile_cell(*arguments, masked=False), path)
    return cell, path


def test_a_kept_cell_gives_the_same_bits(kept):
    cell, path = kept
    found = find_compiled(path)
    encoder = build_encoder(lambda _: cell, 3, UnrollConfig(backend="engine"))
    x_BTI, lengths_B = torch.randn(2, 6, 3), torch.tensor([6, 4])
    expected = encoder(x_BTI, lengths_B).y_BTH
    encoder.unroller._loops = {key: (taken_over, found) for key, (taken_over, _) in encoder.unroller._loops.items()}
    assert torch.equal(encoder(x_BTI, lengths_B).y_BTH, expected)


def test_a_warm_start_needs_neither_trace_nor_compiler(kept, monkeypatch):
    cell, _ = kept
    monkeypatch.setenv("CXX", "nowhere")
    monkeypatch.setattr("unrolled.runtime.unroll.engine.store.plan_cell", lambda *_, **__: pytest.fail("traced"))
    encoder = build_encoder(lambda _: cell, 3, UnrollConfig(), identity="lstm")
    assert encoder.unroller.backend("cpu") == "engine"
    assert encoder(torch.randn(2, 6, 3), torch.tensor([6, 4])).y_BTH.shape == (2, 6, 4)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"library": "nowhere"}'])
def test_what_is_not_whole_is_as_if_it_were_not_there(kept, damage):
    _, path = kept
    path.write_text(damage)
    assert find_compiled(path) is None


def test_a_found_copy_that_is_another_cell_is_made_anew(kept):
    cell, path = kept
    arguments = cell, torch.randn(5, 3), cell.initial_state(5)
    other = lstm.build(LSTMConfig(hidden_size=4, bias="two"), input_size=3)
    plain = compile_cell(other, *arguments[1:], masked=False)
    keep_compiled(plain, path)
    loop = prepare_loop(*arguments, Wanted("engine", "engine", identity="lstm"))
    assert loop.plan.weights == find_compiled(path).plan.weights != plain.plan.weights


def test_a_library_that_is_gone_is_as_if_the_cell_had_never_been_compiled(kept, tmp_path):
    _, path = kept
    for library in (tmp_path / "cache" / "unrolled" / "libraries").iterdir():
        library.unlink()
    assert find_compiled(path) is None


def test_width_dtype_mask_and_training_are_kept_apart():
    cell = lstm.build(LSTMConfig(hidden_size=4), input_size=3)
    state = cell.initial_state(1)
    x_NI = torch.zeros(1, 3)
    paths = [
        kept_at(cell, x_NI, state, masked=False, identity="lstm"),
        kept_at(cell, x_NI, state, masked=True, identity="lstm"),
        kept_at(cell, x_NI.double(), state, masked=False, identity="lstm"),
        kept_at(cell, torch.zeros(1, 4), state, masked=False, identity="lstm"),
        kept_at(cell.eval(), x_NI, state, masked=False, identity="lstm"),
        kept_at(cell, x_NI, state, masked=False, identity="another"),
    ]
    assert len(set(paths)) == len(paths)
