"""The fields of the neural language model, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_embeddings.network.neural_declarations import NeuralLMConfig


@pytest.mark.parametrize(
    "values",
    [
        {"dim": 0},
        {"context": "middle"},
        {"window": 0},
        {"hidden_size": 0},
        {"noise": 0},
        {"epochs": 0},
        {"learning_rate": 0},
    ],
)
def test_a_bad_field_is_refused_under_its_own_name(values: dict[str, Any]):
    with pytest.raises(ValidationError) as caught:
        NeuralLMConfig.parse(values)
    assert [problem["loc"] for problem in caught.value.errors()] == [tuple(values)]
