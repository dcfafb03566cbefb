"""What holds for every dataset holds for these."""

import pytest

import unrolled_data
from unrolled.testing import conform, laws

PACKAGED = [unrolled_data.temperatures_dataset, unrolled_data.co2_dataset, unrolled_data.sunspots_dataset]


@pytest.mark.parametrize(
    "law",
    [
        pytest.param(law, id=f"{each.name}-{rule}")
        for each in PACKAGED
        for rule, law in laws(each, each.config(stride=97))
    ],
)
def test_the_law_holds(law):
    law()


def test_the_laws_hold_for_a_file(table):
    table("t,x,y", [[f"2024-01-{1 + at:02}", at, at % 7] for at in range(30)])
    section = {"path": "a.csv", "length": 3, "horizon": 2, "time": "t", "calendar": ["week"], "covariates": ["y"]}
    conform(unrolled_data.series_dataset, unrolled_data.SeriesConfig.parse({**section, "name_series": True}))


def test_packaged_series_are_as_long_as_their_sources_say():
    sizes = {}
    for each in PACKAGED:
        config = each.config(length=1, horizon=1, validation_size=1, test_size=1)
        sizes[each.name] = 3 + len(list(each.build(config).read(seed=1)["train"])) - 1 + 1
    assert sizes == {"temperatures": 8759, "co2": 2284, "sunspots": 309}
