import pytest

from unrolled_workflows.claims.span import V04, V05, knee, measure_identity, measure_recall
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def identity(lab):
    return measure_identity(lab, symbols=1, steps=200)


@pytest.fixture(scope="module")
def recall(lab):
    return measure_recall(lab, short=200, long=1000)


@pytest.mark.system("V04")
def test_an_identity_start_with_relu_keeps_its_gradient_and_learns_to_copy_over_a_hundred_steps(identity):
    assert identity["irnn, gradient at lag 50"].value == pytest.approx(0.52, abs=0.1)
    assert identity["rnn, gradient at lag 50"].high < 1e-9
    assert identity["irnn, loss after 100 steps"].high < identity["loss of guessing"].value
    assert V04.judge(identity).outcome == "HOLDS"


@pytest.mark.system("V04")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({"irnn, gradient at lag 50": Figure(0.01)}, "DEPENDS"),
        ({"irnn, loss after 100 steps": Figure(1.4)}, "DEPENDS"),
        ({"rnn, loss after 100 steps": Figure(0.0)}, "DEPENDS"),
        ({"irnn, gradient at lag 50": Figure(0.01), "irnn, loss after 100 steps": Figure(1.4)}, "FAILS"),
    ],
)
def test_the_verdict_on_the_identity_follows_gradient_and_loss(identity, contrary, outcome):
    assert V04.judge({**identity, **contrary}).outcome == outcome


@pytest.mark.parametrize(("accuracies", "lag"), [([0.9, 0.8, 0.5], 2), ([0.1, 0.9], 0), ([1.0] * 16, 16)])
def test_the_knee_is_the_last_lag_before_accuracy_falls_halfway_to_guessing(accuracies, lag):
    assert knee(accuracies) == lag


@pytest.mark.system("V05")
def test_a_plain_cell_recalls_recent_inputs_better_than_earlier_ones(recall):
    for training in ("short", "long"):
        curve = [recall[f"accuracy at lag {lag}, {training} training"].value for lag in (1, 4, 8, 16)]
        assert curve == sorted(curve, reverse=True)


@pytest.mark.system("V05")
def test_how_far_back_a_plain_cell_remembers_depends_on_its_training(recall):
    assert recall["knee, short training"].high < recall["knee, long training"].low
    assert V05.judge(recall).outcome == "DEPENDS"


@pytest.mark.system("V05")
@pytest.mark.parametrize(("steps", "outcome"), [(3.5, "HOLDS"), (9.0, "FAILS"), (1.0, "FAILS")])
def test_the_verdict_on_memory_follows_the_knees(steps, outcome):
    figures = {"knee, short training": Figure(steps), "knee, long training": Figure(steps)}
    assert V05.judge(figures).outcome == outcome
