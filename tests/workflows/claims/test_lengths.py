import pytest

from unrolled_workflows.claims.lengths import LENGTHS, V11, V12, measure_budget, measure_lengths
from unrolled_workflows.claims.verdict import Figure

GRU, RNN = "gru error less lstm error, length 40", "rnn error less lstm error, length 40"
SURE, UNSURE = (0.1, 0.2), (-0.1, 0.2)


@pytest.fixture(scope="module")
def budget(lab):
    return measure_budget(lab, steps=5)


@pytest.mark.system("V11")
def test_errors_and_paired_differences_are_measured_at_every_length(lab):
    figures = measure_lengths(lab, steps=5)
    for length in LENGTHS:
        difference = figures[f"rnn error less lstm error, length {length}"]
        errors = [figures[f"{cell} error, length {length}"].value for cell in ("rnn", "lstm")]
        assert difference.value == pytest.approx(errors[0] - errors[1])
        assert difference.interval is not None


@pytest.mark.system("V11")
@pytest.mark.parametrize(
    ("gru", "rnn", "outcome"),
    [(SURE, SURE, "HOLDS"), (UNSURE, SURE, "DEPENDS"), (UNSURE, UNSURE, "FAILS"), ((-0.2, -0.1), SURE, "DEPENDS")],
)
def test_an_lstm_is_more_accurate_only_where_the_interval_of_the_difference_says_so(gru, rnn, outcome):
    assert V11.judge({GRU: Figure(0.1, "", gru), RNN: Figure(0.1, "", rnn)}).outcome == outcome


@pytest.mark.system("V12")
def test_a_gru_of_the_same_budget_is_wider(budget):
    assert budget["values of the gru"].value <= budget["values of the lstm"].value == 4480
    assert budget["gru width over lstm width"].value == 37 / 32


@pytest.mark.system("V12")
@pytest.mark.parametrize(
    ("ratio", "difference", "outcome"),
    [(1.2, (-0.2, -0.1), "HOLDS"), (1.2, UNSURE, "HOLDS"), (1.2, SURE, "DEPENDS"), (0.9, SURE, "FAILS")],
)
def test_the_verdict_on_bigger_networks_follows_width_and_error(budget, ratio, difference, outcome):
    contrary = {"gru width over lstm width": Figure(ratio), "gru error less lstm error": Figure(0.1, "", difference)}
    assert V12.judge({**budget, **contrary}).outcome == outcome
