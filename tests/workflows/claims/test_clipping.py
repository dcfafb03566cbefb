import pytest

from unrolled_workflows.claims.clipping import V02, measure_clipping
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def figures(lab):
    return measure_clipping(lab, steps=30)


@pytest.mark.system("V02")
def test_an_exploded_gradient_is_clipped_to_the_threshold_in_its_direction(figures):
    assert figures["norm before"].low > 10
    assert figures["largest norm after"].value == pytest.approx(1)
    assert figures["smallest cosine"].value == pytest.approx(1, abs=1e-9)
    assert figures["largest change of a short gradient"].value == 0


@pytest.mark.system("V02")
def test_the_condition_as_printed_leaves_long_gradients_and_lengthens_short_ones(figures):
    assert figures["norm after, condition reversed"] == figures["norm before"]
    assert figures["short gradient's norm, condition reversed"].value == pytest.approx(1)


@pytest.mark.system("V02")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({}, "HOLDS"),
        ({"largest norm after": Figure(1.1)}, "DEPENDS"),
        ({"smallest cosine": Figure(0.9)}, "DEPENDS"),
        ({"largest change of a short gradient": Figure(0.1)}, "DEPENDS"),
    ],
)
def test_the_verdict_on_clipping_follows_the_figures(figures, contrary, outcome):
    assert V02.judge({**figures, **contrary}).outcome == outcome
