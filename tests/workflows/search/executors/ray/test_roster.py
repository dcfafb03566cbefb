"""A node that differs from the driver is refused by name."""

from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.search.executors.ray.nodes import Node
from unrolled_workflows.search.executors.ray.roster import differences

N7 = Node("f00", "n7", "10.0.0.7", 1)
THINGS = st.dictionaries(st.sampled_from(["plugin a", "plugin b", "torch", "host"]), st.sampled_from(["1.2", "1.3"]))


def test_a_difference_names_node_thing_and_both_versions() -> None:
    (problem,) = differences(N7, {"plugin x": "1.3"}, {"plugin x": "1.2"})
    assert str(problem).startswith("node n7 (10.0.0.7): plugin x is 1.2, the lock says 1.3.")


@given(THINGS, THINGS)
def test_every_thing_that_differs_is_named_once_and_no_other(expected: dict[str, str], found: dict[str, str]) -> None:
    named = [str(problem).split(": ")[1].split(" is ")[0] for problem in differences(N7, expected, found)]
    assert named == sorted({name for name, _ in expected.items() ^ found.items()})
