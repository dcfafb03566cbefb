"""The nodes of a cluster, and how many workers each has room for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.nodes import Node, room, vacancies

NODES = st.lists(st.integers(0, 6), max_size=6).map(
    lambda rooms: [Node(str(number), f"n{number}", "10.0.0.1", room) for number, room in enumerate(rooms)]
)


@pytest.mark.parametrize(
    ("has", "cpus", "gpus", "fits"),
    [
        ({"CPU": 8.0}, 1, 0, 8),
        ({"CPU": 0.3}, 0.1, 0, 3),
        ({"CPU": 8.0, "GPU": 2.0}, 1, 0.5, 4),
        ({"CPU": 8.0, "GPU": 2.0}, 1, 0.4, 4),
        ({"CPU": 8.0, "GPU": 3.0}, 1, 2, 1),
        ({"CPU": 1.0, "GPU": 4.0}, 1, 1, 1),
        ({"CPU": 8.0}, 1, 0.5, 0),
        ({}, 1, 0, 0),
    ],
)
def test_a_part_of_a_card_is_of_one_card(has: dict[str, float], cpus: float, gpus: float, fits: int) -> None:
    assert room(has, Resources(cpus=cpus, gpus=gpus)) == fits


@given(NODES, st.integers(0, 40) | st.none())
def test_workers_fill_the_cluster_up_to_their_number_and_overfill_no_node(
    nodes: list[Node], workers: int | None
) -> None:
    placed = Counter(node.id for node in vacancies(nodes, {}, workers))
    capacity = sum(node.room for node in nodes)
    assert placed.total() == (capacity if workers is None else min(workers, capacity))
    assert all(placed[node.id] <= node.room for node in nodes)


@given(NODES, st.integers(0, 20), st.integers(0, 5))
def test_those_that_stayed_after_a_loss_stay_and_the_others_come_again(
    nodes: list[Node], workers: int, lost: int
) -> None:
    before = [node.id for node in vacancies(nodes, {}, workers)]
    held = Counter(before[lost:])
    again = [node.id for node in vacancies(nodes, held, workers)]
    assert len(again) == min(lost, len(before))


def test_nodes_get_their_workers_in_turn() -> None:
    nodes = [Node(name, name, "10.0.0.1", 4) for name in "abc"]
    assert [node.id for node in vacancies(nodes, {"a": 1}, 5)] == ["b", "c", "a", "b"]
