"""The fields of the embeddings that count, and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from unrolled_embeddings.counts.counted import CooccurrenceSvdConfig, GloveConfig, cooccurrence_svd, glove


def test_declaring_imports_neither_torch_nor_numpy_nor_numba():
    program = "import sys, unrolled_embeddings.counts.counted; print({'torch', 'numpy', 'numba'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("component", [glove, cooccurrence_svd])
def test_both_name_the_libraries_that_compile_them(component: Any):
    assert component.libraries == ("llvmlite", "numba")


@pytest.mark.parametrize(
    ("config", "values"),
    [
        (GloveConfig, {"dim": 0}),
        (GloveConfig, {"window": 0}),
        (GloveConfig, {"sides": "right"}),
        (GloveConfig, {"weighting": "linear"}),
        (GloveConfig, {"memory": 0}),
        (GloveConfig, {"x_max": 0}),
        (GloveConfig, {"alpha": -1}),
        (GloveConfig, {"learning_rate": 0}),
        (CooccurrenceSvdConfig, {"shift": 0.5}),
        (CooccurrenceSvdConfig, {"smoothing": 2}),
        (CooccurrenceSvdConfig, {"iterations": 0}),
        (CooccurrenceSvdConfig, {"x_max": 10}),
    ],
)
def test_a_bad_field_is_refused_under_its_own_name(config: Any, values: dict[str, Any]):
    with pytest.raises(ValidationError) as caught:
        config.parse(values)
    assert [problem["loc"] for problem in caught.value.errors()] == [tuple(values)]
