"""What the package declares."""

import pytest

from unrolled.testing import laws
from unrolled_tasks import ClassificationConfig, classification, components, language_model

VARIANTS = [
    *((classification, ClassificationConfig(pooling=pooling, dropout=0.2)) for pooling in ("max", "mean", "last")),
    (language_model, None),
]
LAWS = [
    pytest.param(law, id=f"{component.name}-{getattr(config, 'pooling', '')}-{name}")
    for component, config in VARIANTS
    for name, law in laws(component, config)
]


def test_the_package_declares_its_two_tasks():
    assert [(each.kind, each.name) for each in components()] == [
        ("task", "classification"),
        ("task", "language-model"),
    ]


def test_roles_say_what_can_fill_them():
    assert classification.roles == {"input": ("text", "tokens", "frames"), "target": ("label",)}
    assert language_model.roles == {"input": ("text", "tokens")}


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law):
    law()
