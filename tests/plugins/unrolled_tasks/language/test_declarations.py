"""What the language model declares."""

import pytest

from unrolled.testing import laws
from unrolled_tasks.language import LanguageModelConfig, language_model

VARIANTS = [{"carry": 3}, {"tied": True, "dropout": 0.3}, {"adaptive_softmax": (6,)}]


@pytest.mark.parametrize(
    "law",
    [
        pytest.param(law, id=f"{'-'.join(variant)}-{name}")
        for variant in VARIANTS
        for name, law in laws(language_model, LanguageModelConfig(**variant))
    ],
)
def test_the_law_holds(law):
    law()
