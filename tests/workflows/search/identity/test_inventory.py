from dataclasses import replace

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.search.identity.inventory import inventory


def test_a_machine_tells_every_component_that_the_search_may_choose_its_stages_and_its_libraries(finished) -> None:
    found = inventory(finished.job)
    assert {"unrolled/lstm", "unrolled/gru", "unrolled/skip-gram", "the code of train", "torch", "optuna"} <= set(found)
    assert all(found.values())


def test_the_same_code_is_the_same_inventory(finished) -> None:
    assert inventory(finished.job) == inventory(finished.job)


def test_a_component_that_is_not_installed_here_is_named(finished) -> None:
    space = {"cell.name": {"choice": ["lstm", "grux"]}}
    values = {**finished.job.values, "search": {"space": space}}
    with pytest.raises(ConfigError, match="no cell is called 'grux'"):
        inventory(replace(finished.job, values=values))
