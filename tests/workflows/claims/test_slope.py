import math

import pytest
import torch

from unrolled_workflows.claims.slope import V07, slope
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def figures(lab):
    return V07.measure(lab)


def test_the_slope_of_tanh_is_one_less_its_square():
    assert slope(torch.tensor([0.7], dtype=torch.float64)).item() == pytest.approx(1 - math.tanh(0.7) ** 2, abs=1e-15)


@pytest.mark.system("V07")
def test_the_largest_slope_is_one_at_nought(figures):
    assert figures["largest slope"].value == figures["slope at 0"].value == 1
    assert figures["smallest slope for x in [-9, 9]"].value > 0


@pytest.mark.system("V07")
def test_a_product_of_slopes_decays_with_their_number(figures):
    assert figures["product of 50 slopes"].high < figures["product of 10 slopes"].low < 1


@pytest.mark.system("V07")
@pytest.mark.parametrize(
    ("contrary", "outcome"),
    [
        ({}, "HOLDS"),
        ({"largest slope": Figure(1.1)}, "DEPENDS"),
        ({"product of 50 slopes": Figure(1.0)}, "DEPENDS"),
        ({"smallest slope for x in [-9, 9]": Figure(-0.1), "product of 50 slopes": Figure(1.0)}, "FAILS"),
    ],
)
def test_the_verdict_on_slopes_follows_the_figures(figures, contrary, outcome):
    assert V07.judge({**figures, **contrary}).outcome == outcome


@pytest.mark.system("V07")
def test_the_range_as_printed_is_an_erratum_only_where_a_slope_of_one_is_found(figures):
    assert "erratum" in V07.judge(figures).reason
    assert "erratum" not in V07.judge({**figures, "largest slope": Figure(0.9)}).reason
