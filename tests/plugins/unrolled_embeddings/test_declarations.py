"""The fields of the embeddings, and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_embeddings import LearnedConfig, OneHotConfig, components, fasttext, learned, one_hot
from unrolled_embeddings.prediction.predicted import SkipGramConfig, cbow, skip_gram


def test_the_package_declares_embeddings_alone_sorted_by_name():
    declared = [(component.kind, component.name) for component in components()]
    assert declared == sorted(declared)
    assert {kind for kind, _ in declared} == {"embedding"}
    assert {"cbow", "learned", "one-hot", "skip-gram"} <= {name for _, name in declared}


def test_what_is_predicted_names_the_libraries_that_compile_it():
    assert skip_gram.libraries == cbow.libraries == fasttext.libraries == ("llvmlite", "numba")


def test_building_a_component_leaves_the_declarations_as_they_were():
    before = components()
    for component in (fasttext, learned, one_hot, skip_gram, cbow):
        component.build(component.config(), vocab_size=5)
    assert components() == before


def test_declaring_imports_neither_torch_nor_numpy_nor_numba():
    program = "import sys, unrolled_embeddings; print({'torch', 'numpy', 'numba'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("config", "values"),
    [
        (LearnedConfig, {"dim": 0}),
        (LearnedConfig, {"init_std": 0}),
        (OneHotConfig, {"dim": 10}),
        (SkipGramConfig, {"window": 0}),
        (SkipGramConfig, {"negatives": 0}),
        (SkipGramConfig, {"noise_power": -1}),
        (SkipGramConfig, {"sample": 1.5}),
        (SkipGramConfig, {"learning_rate": 0}),
        (SkipGramConfig, {"epochs": 0}),
        (SkipGramConfig, {"order": "any"}),
    ],
)
def test_a_bad_field_is_refused_under_its_own_name(config: Any, values: dict[str, Any]):
    with pytest.raises(ValidationError) as caught:
        config.parse(values)
    assert [problem["loc"] for problem in caught.value.errors()] == [tuple(values)]
