"""Gradient flow through time, where it can be worked out by hand."""

from __future__ import annotations

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled.runtime.unroll import build_encoder
from unrolled.runtime.unroll.lags import norms_by_lag
from unrolled.runtime.unroll.watch import gradient_by_lag, watch_states
from unrolled.sections import UnrollConfig

EVERY = pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])


@pytest.fixture
def echoes(echo):
    """Build an encoder of echoes of width 1, whose gradient shrinks by ``decay`` a step."""

    def build(decay, **unroll):
        return build_encoder(lambda size: echo(size, decay), 1, UnrollConfig(backend="hoisted", **unroll))

    return build


def ones(*lengths):
    return torch.ones(len(lengths), max(lengths) + 1, 1), torch.tensor(lengths)


def last_sum(encoded):
    return encoded.last_BH.sum()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decay=st.floats(0.25, 1.5, width=32), steps=st.integers(1, 12))
def test_an_echo_scales_the_gradient_by_its_decay_at_every_lag(echoes, decay, steps):
    norm_K = gradient_by_lag(echoes(decay), *ones(steps, steps), last_sum)
    torch.testing.assert_close(norm_K, decay ** torch.arange(steps, dtype=torch.float64), rtol=1e-5, atol=0)


def test_a_lag_is_the_mean_over_the_sequences_that_are_long_enough(echoes):
    weight_B = torch.tensor([3.0, -1.0, 8.0])
    norm_K = gradient_by_lag(echoes(0.5), *ones(2, 4, 1), lambda encoded: weight_B @ encoded.last_BH[:, 0])
    assert norm_K.tolist() == [(3 + 1 + 8) / 3, (3 + 1) / 2 * 0.5, 0.25, 0.125]


def test_what_a_loss_sees_of_every_step_adds_up(echoes):
    norm_K = gradient_by_lag(echoes(1.0), *ones(5), lambda encoded: encoded.y_BTH.sum())
    assert norm_K.tolist() == [1, 2, 3, 4, 5]


def test_the_second_direction_counts_from_its_own_end(echoes):
    encoder = echoes(0.5, bidirectional=True)
    x_BTI, lengths_B = ones(4, 2)
    with watch_states(encoder) as watched:
        norms = norms_by_lag(encoder(x_BTI, lengths_B).y_BTH[:, 0, 1].sum(), watched)
    assert norms[0, 1].tolist() == [1, 0.5, 0.25, 0.125]
    assert norms[0, 0].tolist() == [0, 0, 0, 0]


def test_every_layer_is_watched(echoes):
    encoder = echoes(0.5, num_layers=2)
    with watch_states(encoder) as watched:
        norms = norms_by_lag(last_sum(encoder(*ones(3))), watched)
    assert norms[1, 0].tolist() == [1, 0.5, 0.25]
    assert norms[0, 0].tolist() == [1, 0.5 + 0.5, 0.25 + 2 * 0.25]


def test_the_pieces_of_sequences_that_go_on_are_one(echoes):
    encoder = echoes(0.5)
    with watch_states(encoder) as watched:
        first = encoder(*ones(1, 1))
        norms = norms_by_lag(last_sum(encoder(*ones(2, 2), first.state)), watched)
    assert norms[0, 0].tolist() == [1, 0.5, 0.25]


def test_runs_that_begin_anew_are_averaged_lag_by_lag(echoes):
    encoder = echoes(0.5)
    with watch_states(encoder) as watched:
        loss = last_sum(encoder(*ones(1))) + 3 * last_sum(encoder(*ones(2)))
        norms = norms_by_lag(loss, watched)
    assert norms[0, 0].tolist() == [(1 + 3) / 2, 1.5]


def test_steps_past_the_end_that_a_loss_does_not_see_count_for_nothing(echoes):
    encoder, state, seen = echoes(0.5), None, []
    with watch_states(encoder) as watched:
        for _ in range(4):
            encoded = encoder(*ones(1, 1), state)
            state = encoded.state
            seen.append(encoded.last_BH)
        norms = norms_by_lag(seen[3][0].sum() + seen[1][1].sum(), watched)
    assert norms[0, 0].tolist() == [1, 0.5, 0.25, 0.125]


def test_no_gradient_passes_where_it_is_truncated(echoes):
    norm_K = gradient_by_lag(echoes(1.0, truncate=3), *ones(8), last_sum)
    assert norm_K.tolist() == [1, 1, 0, 0, 0, 0, 0, 0]


def test_a_gradient_whose_square_is_no_float32_is_not_lost(echo):
    encoder = build_encoder(lambda size: echo(size, 1e-15), 4, UnrollConfig(backend="hoisted"))
    norm_K = gradient_by_lag(encoder, torch.ones(1, 3, 4), torch.tensor([3]), last_sum)
    assert norm_K.tolist() == pytest.approx([2, 2e-15, 2e-30], rel=1e-6, abs=0)


@EVERY
def test_it_is_the_derivative_by_a_nudge_of_the_state(encode, name):
    encoder = encode(name, hidden_size=1)
    ((cell,),) = encoder.layers
    torch.manual_seed(1)
    x_BTI = torch.randn(1, 6, 3, dtype=torch.float64)
    norm_K = gradient_by_lag(encoder, x_BTI, torch.tensor([6]), last_sum)

    def end(nudged, size):
        state = cell.initial_state(1)
        for time, x_BI in enumerate(x_BTI.unbind(1)):
            _, state = cell.step(x_BI, state)
            state = (state[0] + size * (time == nudged), *state[1:])
        return state[0].item()

    slopes = [abs(end(5 - lag, 1e-6) - end(5 - lag, -1e-6)) / 2e-6 for lag in range(6)]
    assert norm_K.tolist() == pytest.approx(slopes, abs=1e-8)


@EVERY
@pytest.mark.parametrize("backend", ["fused", "hoisted"])
def test_a_watched_encoder_gives_what_it_gives_unwatched(encode, name, backend):
    encoder = encode(name, num_layers=2, bidirectional=True, backend=backend)
    x_BTI, lengths_B = torch.randn(3, 5, 3, dtype=torch.float64), torch.tensor([4, 1, 5])
    alone = encoder(x_BTI, lengths_B)
    with watch_states(encoder):
        torch.testing.assert_close(encoder(x_BTI, lengths_B), alone, rtol=0, atol=1e-12)


def test_measuring_is_without_dropout_and_leaves_no_trace(encode):
    encoder = encode(dropout=0.5, recurrent_dropout=0.5, backend="hoisted")
    x_BTI, lengths_B = torch.randn(3, 5, 3, dtype=torch.float64), torch.tensor([4, 1, 5])
    random = torch.get_rng_state()
    with torch.no_grad():
        once, again = (gradient_by_lag(encoder, x_BTI, lengths_B, last_sum) for _ in range(2))
    assert once.tolist() == again.tolist()
    assert torch.equal(torch.get_rng_state(), random)
    assert encoder.training
    assert encoder.watcher is None
    assert all(parameter.grad is None for parameter in encoder.parameters())


def test_an_encoder_is_no_longer_watched_after_an_error(echoes):
    encoder = echoes(0.5)
    with pytest.raises(ZeroDivisionError):
        gradient_by_lag(encoder, *ones(3), lambda _encoded: 1 / 0)
    assert encoder.watcher is None


def test_a_state_that_holds_a_count_is_passed_over():
    class Counting(torch.nn.Module):
        output_size = 1

        def initial_state(self, batch_size):
            return torch.zeros(batch_size, 1, dtype=torch.int64), torch.zeros(batch_size, 1)

        def step(self, x_BI, state):
            h_BH = x_BI + 0.5 * state[1]
            return h_BH, (state[0] + 1, h_BH)

    encoder = build_encoder(lambda _size: Counting(), 1, UnrollConfig(backend="hoisted"))
    assert gradient_by_lag(encoder, *ones(3), last_sum).tolist() == [1, 0.5, 0.25]


def test_a_cell_without_a_step_has_no_flow():
    class Doubled(torch.nn.Module):
        output_size = 1

        def initial_state(self, _batch_size):
            return ()

        def sequence(self, x_BTI, state, _lengths_B):
            return 2 * x_BTI, state

    encoder = build_encoder(lambda _size: Doubled(), 1, UnrollConfig())
    assert gradient_by_lag(encoder, *ones(3), last_sum).tolist() == []
