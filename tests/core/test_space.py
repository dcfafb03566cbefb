import copy

from hypothesis import given
from hypothesis import strategies as st

from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space

BASE = {
    "cell": {"name": "lstm", "hidden_size": 5, "forget_bias": 1.0},
    "train": None,
    "search": {"trials": 3},
    "seed": 4,
}
SPACE = Space(
    [
        Dimension("cell.name", Choice(["lstm", "gru"])),
        Dimension("cell.forget_bias", Interval(0.0, 1.0, step=0.5), "lstm"),
        Dimension("train.batch_size", Choice([8, 16])),
    ]
)


def choices(prefix: str, most: int) -> st.SearchStrategy[list[str]]:
    return st.integers(1, most).map(lambda count: [f"{prefix}{index}" for index in range(count)])


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    """Draw a space of components with fields of their own, and of fields that are always there."""
    dimensions = []
    for section in draw(choices("section", 2)):
        components = draw(choices("component", 3))
        dimensions.append(Dimension(f"{section}.name", Choice(components)))
        for component in components:
            fields = draw(st.sampled_from([[], ["a"], ["a", "b"]]))
            dimensions += [
                Dimension(f"{section}.{field}", Choice(draw(choices("x", 3))), component) for field in fields
            ]
    return Space([*dimensions, *(Dimension(f"train.{name}", Choice(draw(choices("y", 3)))) for name in "pq")])


@given(spaces())
def test_the_size_of_a_space_is_the_length_of_its_grid_and_no_combination_comes_twice(space: Space) -> None:
    grid = [tuple(sorted(values.items())) for values in space.grid()]
    assert len(grid) == len(set(grid)) == space.size


@given(spaces())
def test_a_combination_holds_what_its_components_bring_and_nothing_else(space: Space) -> None:
    for values in space.grid():
        there = {each.name for each in space.dimensions if space.is_active(each, values)}
        assert set(values) == there
        written = space.vary({}, values)
        assert sum(len(section) for section in written.values()) == len(values)


def test_a_space_with_a_range_without_steps_cannot_be_counted() -> None:
    space = Space([*SPACE.dimensions, Dimension("train.learning_rate", Interval(0.0, 1.0))])
    assert space.size is None
    assert space.grid() is None


def test_a_space_beyond_all_counting_has_a_size_at_once() -> None:
    wide = Interval(1, 10**9, whole=True)
    assert Space([Dimension("train.a", wide), Dimension("train.b", wide)]).size == 10**18


def test_a_trial_has_its_own_values_and_keeps_those_that_do_not_vary() -> None:
    before = copy.deepcopy(BASE)
    values = {"cell.name": "lstm", "cell[lstm].forget_bias": 0.5, "train.batch_size": 16}
    varied = SPACE.vary(BASE, values)
    cell = {"name": "lstm", "hidden_size": 5, "forget_bias": 0.5}
    assert varied == {"cell": cell, "train": {"batch_size": 16}, "seed": 4}
    assert before == BASE


def test_a_trial_drops_what_only_another_component_has() -> None:
    varied = SPACE.vary(BASE, {"cell.name": "gru", "train.batch_size": 8})
    assert varied["cell"] == {"hidden_size": 5, "name": "gru"}


def test_what_no_trial_changes_is_the_file_without_what_varies() -> None:
    assert SPACE.fixed(BASE) == {"cell": {"hidden_size": 5}, "train": None, "seed": 4}


def test_one_path_has_another_name_with_each_component() -> None:
    assert [each.name for each in SPACE.dimensions] == ["cell.name", "cell[lstm].forget_bias", "train.batch_size"]
