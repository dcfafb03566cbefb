import pytest

from unrolled_workflows.claims.parallel import V14, V15, measure_limits
from unrolled_workflows.claims.verdict import Figure

STREAM, FAR = "{}, largest difference of a stream in pieces", "{}, input's gradient at lag 50 over lag 1"
LONGEST = "{}, longest chain for 128 steps"


@pytest.fixture(scope="module")
def goals(lab):
    return V15.measure(lab)


@pytest.fixture(scope="module")
def limits(lab):
    return {**measure_limits(lab, lengths=(4, 8), rounds=1), "exponent of time in length": Figure(1.0)}


@pytest.mark.system("V14")
def test_each_step_of_a_plain_cell_waits_and_its_gradient_is_lost(limits):
    assert limits[LONGEST.format("rnn")].value - limits["rnn, longest chain for 64 steps"].value >= 64
    assert limits["gradient at lag 50"].high < 0.01
    assert V14.judge(limits).outcome == "HOLDS"


@pytest.mark.system("V14")
@pytest.mark.parametrize(
    "contrary",
    [
        {"exponent of time in length": Figure(0.2)},
        {LONGEST.format("rnn"): Figure(1.0)},
        {"gradient at lag 50": Figure(0.5)},
    ],
)
def test_the_verdict_on_limits_follows_time_chain_and_gradient(limits, contrary):
    assert V14.judge({**limits, **contrary}).outcome == "DEPENDS"


@pytest.mark.system("V15")
def test_an_lstm_streams_and_attention_computes_in_parallel_and_both_look_far_back(goals):
    assert goals[STREAM.format("lstm")].value < 1e-12
    assert goals["attention, can go on from a state"].value == 0
    assert goals[LONGEST.format("attention")] == goals["attention, longest chain for 64 steps"]
    assert min(goals[FAR.format(cell)].low for cell in ("lstm", "attention")) > 0.1


@pytest.mark.system("V15")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({}, "DEPENDS"),
        ({LONGEST.format("lstm"): Figure(1.0)}, "HOLDS"),
        ({STREAM.format("attention"): Figure(0.0)}, "HOLDS"),
        ({STREAM.format("lstm"): Figure(0.1)}, "FAILS"),
        ({FAR.format("lstm"): Figure(0.0), FAR.format("attention"): Figure(0.0)}, "FAILS"),
    ],
)
def test_the_goals_are_met_by_one_encoder_by_several_or_by_none(goals, contrary, outcome):
    assert V15.judge({**goals, **contrary}).outcome == outcome
