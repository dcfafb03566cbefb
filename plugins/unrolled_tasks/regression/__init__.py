"""Task regression: a number for a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from unrolled import task
from unrolled_tasks.pooling_fields import PoolingConfig

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class RegressionConfig(PoolingConfig):
    """A number for a whole sequence: pooled encoder outputs, a linear layer, squared or Huber loss."""

    loss: Literal["mse", "huber"] = "mse"
    """mse: squared error; huber: squared near the target, straight from delta on, so that outliers pull less"""
    delta: Annotated[float, Field(gt=0)] = 1.0
    """error from which on the Huber loss is straight, in the unit of the target"""


@task("regression", RegressionConfig, roles={"input": ("text", "tokens", "frames"), "target": ("number",)})
def regression(config: RegressionConfig, /, *, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema) -> Task:
    """Build the regression; a number has no classes."""
    del schema
    from unrolled_tasks.regression.regressor import Regression

    return Regression(config, encoder, inputs)
