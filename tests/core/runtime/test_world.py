"""Which process this is, by the settings and by what a cluster says."""

import pytest

from unrolled.errors import ResourceError
from unrolled.runtime.world import world_of
from unrolled.sections import TrainConfig

FIRST = {"MASTER_ADDR": "10.0.0.7", "MASTER_PORT": "29500"}


def world(environment, **settings):
    return world_of(TrainConfig(**settings), environment)


def test_the_environment_says_nothing_to_one_node():
    found = world({**FIRST, "NODE_RANK": "5", "RANK": "11", "WORLD_SIZE": "12"}, devices=3)
    assert (found.rank, found.size, found.address, found.port) == (0, 3, "127.0.0.1", 0)
    assert found.here
    assert [member.rank for member in found.members()] == [1, 2]


@pytest.mark.parametrize("name", ["NODE_RANK", "GROUP_RANK", "SLURM_NODEID"])
def test_a_cluster_says_which_node_this_is(name):
    found = world({**FIRST, name: "1"}, devices=2, num_nodes=3)
    assert (found.rank, found.size, found.node, found.address, found.port) == (2, 6, 1, "10.0.0.7", 29500)
    assert not found.here
    assert [(member.rank, member.node) for member in found.members()] == [(3, 1)]


@pytest.mark.parametrize(
    "environment",
    [{}, FIRST, {**FIRST, "NODE_RANK": "first"}, {**FIRST, "MASTER_PORT": "", "NODE_RANK": "0"}, {"NODE_RANK": "0"}],
)
def test_several_nodes_must_be_told_where_the_first_one_is(environment):
    with pytest.raises(ResourceError, match=r"train\.num_nodes: 2 nodes are asked for, .* NODE_RANK=0 unrolled stage"):
        world(environment, num_nodes=2)


def test_a_node_too_many_is_refused():
    with pytest.raises(ResourceError, match="this is node 2, counted from 0, but only 2 are asked for"):
        world({**FIRST, "NODE_RANK": "2"}, num_nodes=2)
