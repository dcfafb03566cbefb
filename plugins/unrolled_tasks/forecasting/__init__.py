"""Task forecasting: the steps that follow a series, as numbers or as quantiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled import Config, Tune, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class ForecastingConfig(Config):
    """The steps that follow a series: a number or quantiles for each, at once, one by one or in segments."""

    horizon: Annotated[int, Field(ge=1, le=10_000)] = 24
    """steps to forecast; the data's targets may be shorter, never longer"""
    decoding: Literal["direct", "recursive", "parallel"] = "direct"
    """direct: a linear layer on the last output; recursive: a decoder reads its last step; parallel: one a segment"""
    segment: Annotated[int, Field(ge=1, le=10_000)] = 1
    """steps that a decoder says at once, where decoding is parallel"""
    frame_steps: Annotated[int, Field(ge=1, le=10_000)] = 1
    """steps of time in a frame of the input: window and hop of its tokenizer frames, where it has one"""
    normalise: Literal["none", "last", "season", "standard"] = "standard"
    """of each window: less its last value; its last season, in units of its mean change; its mean, in deviations"""
    loss: Literal["mse", "mae"] = "mse"
    """of a number, as it is normalised"""
    quantiles: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    """quantiles to forecast in place of a number, ascending, with pinball loss; the middle one is the prediction"""
    season: Annotated[int, Field(ge=1, le=100_000)] = 1
    """steps after which the series repeats itself, as the seasonal naive forecast has it"""
    dropout: Annotated[float, Field(ge=0, lt=1), Tune(0, 0.6)] = 0.0
    """share of features dropped before the output layer"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if list(self.quantiles) != sorted(set(self.quantiles)):
            raise ValueError("quantiles must ascend")
        if self.quantiles and len(self.quantiles) % 2 == 0:
            raise ValueError("give an odd number of quantiles: the middle one is the prediction")
        if self.segment > 1 and self.decoding != "parallel":
            raise ValueError("segment is for decoding: parallel")
        return self


@task(
    "forecasting",
    ForecastingConfig,
    roles={"input": ("frames",), "target": ("frames",), "covariates": ("frames",), "series": ("label",)},
    optional=("covariates", "series"),
    parts=lambda config: () if config.decoding == "direct" else ("decoder",),
)
def forecasting(
    config: ForecastingConfig,
    /,
    *,
    encoder: Encoder,
    inputs: Mapping[str, Input],
    schema: Schema,
    decoder: Callable[[int], Encoder] | None = None,
) -> Task:
    """Build the forecaster."""
    from unrolled_tasks.forecasting.forecaster import Forecasting

    return Forecasting(config, encoder, inputs, schema, decoder)
