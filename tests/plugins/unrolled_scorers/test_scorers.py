"""Attention scorers: the laws, and their equations written out."""

import subprocess
import sys

import pytest
import torch
from pydantic import ValidationError

import unrolled_scorers
from unrolled import ConfigError
from unrolled.testing import laws
from unrolled_scorers import AdditiveConfig, LocationConfig, additive, dot, general, location

VARIANTS = [
    *((component, component.config()) for component in unrolled_scorers.components()),
    (location, LocationConfig(hidden_size=3, channels=2, width=3)),
]
LAWS = [
    pytest.param(law, id=f"{component.name}-{getattr(config, 'width', '')}-{name}")
    for component, config in VARIANTS
    for name, law in laws(component, config)
]


@pytest.mark.system("S04")
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law):
    law()


def built(component, config, query_size=3, key_size=4):
    torch.manual_seed(0)
    scorer = component.build(config, query_size=query_size, key_size=key_size)
    return scorer, torch.randn(1, query_size), torch.randn(1, 5, key_size), torch.rand(1, 5).softmax(1)


def scores(scorer, query_BQ, y_BTK, previous_BT):
    return scorer(query_BQ, scorer.keys(y_BTK), previous_BT)[0]


@pytest.mark.system("S04")
def test_the_four_scorers_are_declared_without_torch():
    assert [each.name for each in unrolled_scorers.components()] == ["dot", "general", "additive", "location"]
    code = "import sys, unrolled_scorers as s; s.components(); print({'torch', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.system("S04")
def test_products_are_those_of_the_equations():
    scorer, query_BQ, y_BTK, previous_BT = built(dot, dot.config(), 4, 4)
    expected = [(query_BQ[0] @ y_K).item() for y_K in y_BTK[0]]
    assert scores(scorer, query_BQ, y_BTK, previous_BT).tolist() == pytest.approx(expected, abs=1e-6)
    scorer, query_BQ, y_BTK, previous_BT = built(general, general.config())
    expected = [(query_BQ[0] @ scorer.product.weight @ y_K).item() for y_K in y_BTK[0]]
    assert scores(scorer, query_BQ, y_BTK, previous_BT).tolist() == pytest.approx(expected, abs=1e-6)


@pytest.mark.system("S04")
def test_layers_are_those_of_the_equations():
    scorer, query_BQ, y_BTK, previous_BT = built(additive, AdditiveConfig(hidden_size=6))
    sums = [scorer.query.weight @ query_BQ[0] + scorer.key.weight @ y_K + scorer.key.bias for y_K in y_BTK[0]]
    expected = [(scorer.score.weight[0] @ each.tanh()).item() for each in sums]
    assert scores(scorer, query_BQ, y_BTK, previous_BT).tolist() == pytest.approx(expected, abs=1e-6)

    scorer, query_BQ, y_BTK, previous_BT = built(location, LocationConfig(hidden_size=6, channels=2, width=3))
    sums = [scorer.query.weight @ query_BQ[0] + scorer.key.weight @ y_K + scorer.key.bias for y_K in y_BTK[0]]
    around = [0.0, *previous_BT[0].tolist(), 0.0]
    for place, each in enumerate(sums):
        seen_C = scorer.filters.weight[:, 0] @ torch.tensor(around[place : place + 3])
        sums[place] = each + scorer.place.weight @ seen_C
    expected = [(scorer.score.weight[0] @ each.tanh()).item() for each in sums]
    assert scores(scorer, query_BQ, y_BTK, previous_BT).tolist() == pytest.approx(expected, abs=1e-6)


@pytest.mark.system("S04")
def test_location_alone_asks_where_it_looked_before():
    for component, config in VARIANTS:
        scorer, query_BQ, y_BTK, previous_BT = built(component, config, 4, 4)
        same = torch.equal(
            scores(scorer, query_BQ, y_BTK, previous_BT), scores(scorer, query_BQ, y_BTK, previous_BT.flip(1))
        )
        assert same == (component is not location)


def test_a_product_of_unequal_widths_is_refused():
    with pytest.raises(ConfigError, match=r"state is 3 wide, the encoder's outputs 4; scorer 'general' takes any"):
        dot.build(dot.config(), query_size=3, key_size=4)


def test_a_filter_without_a_middle_is_refused():
    with pytest.raises(ValidationError, match="30 is even and has no middle, but 31 has"):
        LocationConfig(width=30)
