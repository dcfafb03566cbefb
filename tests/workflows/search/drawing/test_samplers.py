import pytest

from unrolled_workflows.search.drawing.samplers import keeps_state, make_sampler


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tpe", "TPESampler"),
        ("random", "RandomSampler"),
        ("gp", "GPSampler"),
        ("cma-es", "CmaEsSampler"),
        ("nsga-ii", "NSGAIISampler"),
    ],
)
def test_each_name_is_one_of_optunas_samplers(name: str, kind: str) -> None:
    assert type(make_sampler(name, 1)).__name__ == kind


def test_samplers_of_a_population_keep_state_and_others_do_not() -> None:
    assert [name for name in ("tpe", "random", "grid", "gp", "cma-es", "nsga-ii") if keeps_state(name)] == [
        "cma-es",
        "nsga-ii",
    ]
