import pytest
import torch

from unrolled_workflows.claims.flow import V03, V06, gradient_left, orthogonal_start, recurrent_weights
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def span(lab):
    return V03.measure(lab)


@pytest.fixture(scope="module")
def gates(lab):
    return V06.measure(lab)


def test_no_gradient_is_lost_at_lag_nought(lab):
    (left,) = gradient_left(lab, "rnn", [0])
    assert left.value == 1


def test_the_gradient_of_a_rectified_identity_without_rest_is_all_there_at_every_lag(lab):
    def keep_everything(encoder):
        for weight in encoder.parameters():
            weight.data.abs_()  # no unit rests
        torch.nn.init.eye_(recurrent_weights(encoder))

    (left,) = gradient_left(lab, "rnn", [20], start=keep_everything, nonlinearity="relu", scale=0.0)
    assert left.value == pytest.approx(1)


@pytest.mark.system("V03")
def test_a_plain_cell_at_torchs_start_loses_its_gradient_within_ten_steps(span):
    assert span["rnn, lag 10"].high < 0.01
    assert span["rnn, lag 20"].high < 1e-4


@pytest.mark.system("V03")
def test_how_far_back_a_plain_cell_learns_depends_on_its_start(span):
    assert V03.judge(span).outcome == "DEPENDS"


@pytest.mark.system("V03")
@pytest.mark.parametrize(("left", "outcome"), [(1e-4, "HOLDS"), (0.5, "FAILS")])
def test_the_verdict_on_the_reach_of_backpropagation_follows_the_gradients(span, left, outcome):
    assert V03.judge(dict.fromkeys(span, Figure(left))).outcome == outcome


def test_an_orthogonal_start_neither_stretches_nor_shrinks(lab):
    encoder = lab.encoder("rnn", 3, hidden_size=8).double()
    orthogonal_start(encoder)
    weight_HH = recurrent_weights(encoder)
    torch.testing.assert_close(weight_HH @ weight_HH.T, torch.eye(8, dtype=torch.float64))


@pytest.mark.system("V06")
def test_gated_cells_at_torchs_start_lose_their_gradient_within_fifty_steps(gates):
    assert gates["lstm with forget bias 0"].high < 1e-9
    assert gates["gru"].high < 1e-9


@pytest.mark.system("V06")
def test_whether_an_lstm_keeps_its_gradient_depends_on_the_forget_bias(gates):
    assert gates["lstm with forget bias 3"].value > 1000 * gates["lstm with forget bias 1"].value
    assert V06.judge(gates).outcome == "DEPENDS"


@pytest.mark.system("V06")
@pytest.mark.parametrize(("left", "outcome"), [(1e-6, "FAILS"), (0.5, "HOLDS")])
def test_the_verdict_on_gates_follows_the_gradients(gates, left, outcome):
    assert V06.judge(dict.fromkeys(gates, Figure(left))).outcome == outcome
