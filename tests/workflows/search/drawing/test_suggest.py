from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import IntegrityError
from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space
from unrolled_workflows.search.drawing.suggest import Suggester

pytestmark = pytest.mark.usefixtures("quick_disk")
STEPPED = Space([Dimension("unroll.dropout", Interval(0.0, 0.7, step=0.1)), Dimension("train.x", Choice([None, True]))])


def is_within(dimension: Dimension, value: object) -> bool:
    domain = dimension.domain
    if domain.options is not None:
        return value in domain.options
    return domain.low <= value <= domain.high and isinstance(value, int if domain.whole else float)


@pytest.mark.parametrize("sampler", ["random", "tpe", "gp", "nsga-ii"])
def test_what_is_drawn_lies_in_the_space_and_has_what_its_component_brings(simulated, sampler: str) -> None:
    suggester = Suggester(simulated.SPACE, sampler, 1, 3)
    for _ in range(12):
        values = suggester.draw()
        there = [each for each in simulated.SPACE.dimensions if simulated.SPACE.is_active(each, values)]
        assert list(values) == [each.name for each in there]
        assert all(is_within(each, values[each.name]) for each in there)


@given(seed=st.integers(0, 99), drawn=st.integers(0, 15))
@settings(max_examples=15)
def test_the_next_draw_depends_on_the_values_before_it_and_not_on_who_drew_them(simulated, seed, drawn) -> None:
    first, later = Suggester(simulated.SPACE, "tpe", 1, seed), Suggester(simulated.SPACE, "tpe", 1, seed)
    for _ in range(drawn):
        later.remember(first.draw())
    assert later.draw() == first.draw()


@pytest.mark.parametrize("sampler", ["random", "tpe", "grid", "nsga-ii"])
def test_a_small_space_is_drawn_to_its_end_and_nothing_comes_twice(sampler: str) -> None:
    suggester = Suggester(STEPPED, sampler, 1, 3)
    drawn: list[Mapping[str, object]] = []
    while (values := suggester.draw()) is not None:
        drawn.append(values)
    assert len(drawn) == STEPPED.size == 16
    assert all(values in drawn for values in STEPPED.grid())


def test_steps_are_drawn_as_a_person_would_write_them() -> None:
    suggester = Suggester(STEPPED, "random", 1, 3)
    found = {suggester.draw()["unroll.dropout"] for _ in range(16)}
    assert found == {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}


def test_another_seed_draws_another_configuration(simulated) -> None:
    drawn = [Suggester(simulated.SPACE, "tpe", 1, seed).draw() for seed in (1, 2)]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("failing", [0, 30])
def test_the_sampler_is_told_every_rung_of_every_trial_and_how_it_ended(simulated, fresh, failing: int) -> None:
    session = simulated.run(simulated.Rules(sampler="tpe", failing=failing), fresh())
    session._tell()
    told = session._suggester._study.get_trials(deepcopy=False)
    for trial, frozen in zip(session.state.trials, told, strict=True):
        assert frozen.state.name == {"complete": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}[trial.state]
        if trial.state != "failed":
            assert frozen.intermediate_values == {epochs: values[0] for epochs, values in trial.measured.items()}
        if trial.state == "complete":
            assert frozen.values == [*trial.measured[9]]
    assert {trial.state for trial in session.state.trials} >= {"complete", "pruned"}


def test_what_is_to_be_maximized_is_told_with_its_sign_turned(simulated, fresh) -> None:
    rules = simulated.Rules(simulated.with_plan(trials=9), objectives=(("accuracy", "maximize"),))
    session = simulated.run(rules, fresh())
    session._tell()
    told = session._suggester._study.get_trials(deepcopy=False)
    assert [frozen.intermediate_values[1] for frozen in told] == [
        -trial.measured[1][0] for trial in session.state.trials
    ]


def test_a_later_driver_tells_the_sampler_the_same(simulated, fresh) -> None:
    path, rules = fresh(), simulated.Rules(sampler="tpe", failing=10)
    sessions = simulated.run(rules, path), rules.session(path)
    studies = []
    for session in sessions:
        session._tell()
        told = session._suggester._study.get_trials(deepcopy=False)
        studies.append([(each.params, each.state, each.values, each.intermediate_values) for each in told])
    assert studies[0] == studies[1]


def test_a_sampler_that_would_draw_otherwise_today_is_an_error(simulated) -> None:
    suggester = Suggester(simulated.NUMBERS, "cma-es", 1, 3)
    values = Suggester(simulated.NUMBERS, "cma-es", 1, 4).draw()
    with pytest.raises(IntegrityError, match="trial 0 would be drawn otherwise today"):
        suggester.remember(values)
