"""What holds for every task holds for each way to forecast."""

import pytest

from unrolled.testing import laws
from unrolled_tasks import ForecastingConfig, forecasting

VARIANTS = {
    "direct": ForecastingConfig(),
    "recursive": ForecastingConfig(decoding="recursive", horizon=7, quantiles=(0.1, 0.5, 0.9), normalise="season"),
    "parallel": ForecastingConfig(decoding="parallel", horizon=8, segment=3, normalise="last", loss="mae", season=2),
}


@pytest.mark.parametrize(
    "law",
    [
        pytest.param(law, id=f"{how}-{name}")
        for how, config in VARIANTS.items()
        for name, law in laws(forecasting, config)
        if how == "direct" or name != "declaring-it-imports-nothing-heavy"
    ],
)
def test_the_law_holds(law):
    law()
