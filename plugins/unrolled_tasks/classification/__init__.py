"""Task classification: one class for a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unrolled import task
from unrolled_tasks.pooling_fields import PoolingConfig

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class ClassificationConfig(PoolingConfig):
    """One class for a whole sequence: pooled encoder outputs, a linear layer, cross-entropy."""


@task("classification", ClassificationConfig, roles={"input": ("text", "tokens", "frames"), "target": ("label",)})
def classification(
    config: ClassificationConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema
) -> Task:
    """Build the classifier of whole sequences."""
    from unrolled_tasks.classification.classifier import Classification

    return Classification(config, encoder, inputs, schema)
