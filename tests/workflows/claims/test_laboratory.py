from dataclasses import replace
from types import ModuleType

import pytest
import torch

from unrolled.errors import ResourceError
from unrolled.host import Host
from unrolled_workflows.claims.laboratory import Laboratory


def weights(encoder):
    return torch.cat([weight.flatten() for weight in encoder.parameters()])


def test_the_weights_of_an_encoder_depend_on_its_seed_alone(lab):
    first = weights(lab.encoder("lstm", 3, 1, hidden_size=4))
    torch.rand(5)
    assert torch.equal(first, weights(lab.encoder("lstm", 3, 1, hidden_size=4)))
    assert not torch.equal(first, weights(lab.encoder("lstm", 3, 2, hidden_size=4)))


def test_building_an_encoder_leaves_the_global_generator_where_it_was(lab):
    before = torch.get_rng_state()
    lab.encoder("rnn", 3, 1, hidden_size=4)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_stranger_with_cells_of_the_same_names_changes_nothing(lab):
    cells = next(plugin for plugin in lab.host.loaded if plugin.source.module == "unrolled_cells")
    stranger = replace(cells, source=replace(cells.source, distribution="stranger"), module=ModuleType("stranger"))
    assert Laboratory(Host([*lab.host.loaded, stranger])).find("lstm").id == "unrolled/lstm"


def test_each_work_is_done_once_before_the_clock_starts_and_then_in_turn(lab):
    done = []
    seconds = lab.median_seconds({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 2)
    assert done == ["a", "b", "a", "b", "a", "b"]
    assert list(seconds) == ["a", "b"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_named_with_the_next_command():
    with pytest.raises(ResourceError, match=r"no GPU on this machine\. See: unrolled claims --device cpu"):
        Laboratory(Host([]), "cuda")
