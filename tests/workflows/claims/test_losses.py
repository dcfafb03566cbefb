import math

import pytest
import torch

from unrolled_workflows.claims.losses import V17, literal_binary, literal_softmax
from unrolled_workflows.claims.verdict import Figure


@pytest.fixture(scope="module")
def figures(lab):
    return V17.measure(lab)


def test_the_literal_formulas_are_those_of_the_lectures():
    even = torch.zeros(2, dtype=torch.float64)
    assert literal_binary(even, torch.tensor([0.0, 1.0])).tolist() == pytest.approx([math.log(2)] * 2)
    assert literal_softmax(even, torch.tensor([0.0, 1.0])).item() == pytest.approx(math.log(2))


@pytest.mark.system("V17")
def test_losses_equal_the_literal_formulas_and_gradients_the_sum_over_steps(figures):
    *equal, last = (figure.value for figure in figures.values())
    assert max(equal) < 1e-7
    assert last > 0.1
    assert V17.judge(figures).outcome == "HOLDS"


@pytest.mark.system("V17")
@pytest.mark.parametrize("name", ["softmax cross-entropy, step", "gradient against the sum over steps"])
def test_a_difference_of_a_millionth_is_one_too_many(figures, name):
    assert V17.judge({**figures, name: Figure(1e-6)}).outcome == "DEPENDS"


@pytest.mark.system("V17")
def test_a_gradient_of_the_last_step_alone_would_be_told(figures):
    assert V17.judge({**figures, "gradient against the last step's alone": Figure(0.0)}).outcome == "DEPENDS"
