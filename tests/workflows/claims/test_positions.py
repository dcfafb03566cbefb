import pytest

from unrolled_workflows.claims.positions import V16, measure_shift
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def figures(lab):
    return measure_shift(lab, steps=200)


@pytest.mark.system("V16")
def test_a_standard_network_fails_at_positions_that_it_never_saw_and_a_recurrent_one_does_not(figures):
    assert figures["mlp, accuracy at positions seen"].low > 0.9
    assert figures["mlp, accuracy at positions unseen"].high < 0.7
    assert figures["rnn, accuracy at positions unseen"].value > 0.9
    assert V16.judge(figures).outcome == "HOLDS"


@pytest.mark.system("V16")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({"mlp, accuracy at positions unseen": Figure(1.0)}, "FAILS"),
        ({"mlp, accuracy at positions unseen": Figure(0.9, "", (0.5, 0.99))}, "DEPENDS"),
        ({"mlp, accuracy at positions seen": Figure(0.6)}, "DEPENDS"),
    ],
)
def test_the_verdict_on_sharing_follows_the_accuracies(figures, contrary, outcome):
    likely = {"rnn, accuracy at positions unseen": Figure(0.97, "", (0.96, 1.0))}
    assert V16.judge({**figures, **likely, **contrary}).outcome == outcome
