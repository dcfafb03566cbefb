"""What the fields of skip-gram and cbow say together."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_embeddings.prediction.predicted import WITHOUT_EFFECT, CbowConfig, SkipGramConfig

OTHER = {
    "negatives": 7,
    "noise_power": 0.5,
    "accidental_hits": True,
    "negative_sharing": "pair",
    "order": "hogwild",
}


@pytest.mark.parametrize(
    ("objective", "field"), [(objective, field) for objective, fields in WITHOUT_EFFECT.items() for field in fields]
)
def test_a_field_without_effect_under_the_objective_is_refused_under_its_name(objective: str, field: str):
    with pytest.raises(ValidationError, match=f"has no effect under objective '{objective}'; leave it out") as caught:
        SkipGramConfig.parse({"objective": objective, field: OTHER[field]})
    assert [problem["loc"] for problem in caught.value.errors()] == [(field,)]


@pytest.mark.parametrize("objective", WITHOUT_EFFECT)
def test_a_field_without_effect_may_be_written_out_with_its_default(objective: str):
    for config in (SkipGramConfig, CbowConfig):
        written = config.parse({"objective": objective})
        assert config.parse(written.plain()) == written


@pytest.mark.parametrize(("field", "value"), OTHER.items())
def test_every_field_has_an_effect_on_negative_sampling(field: str, value: Any):
    assert getattr(SkipGramConfig.parse({field: value}), field) == value


def test_products_are_for_noise_alone():
    with pytest.raises(ValidationError, match="'products' are for objective 'negative-sampling'"):
        SkipGramConfig.parse({"objective": "hierarchical-softmax", "order": "products"})


def test_products_have_noise_of_a_batch_and_not_of_a_pair():
    with pytest.raises(ValidationError, match="has no effect under order 'products'; leave it out"):
        SkipGramConfig.parse({"order": "products", "negative_sharing": "pair"})
