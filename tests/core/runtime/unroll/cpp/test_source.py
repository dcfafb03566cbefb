"""The source of a whole cell."""

from __future__ import annotations

import pytest
import torch

from unrolled.runtime.unroll.engine.plan import Plan, plan_cell
from unrolled_cells import RECURRENT

EVERY = pytest.mark.parametrize("component", RECURRENT, ids=lambda component: component.name)


def planned(component, dtype=torch.float32, *, masked=False):
    torch.manual_seed(0)
    cell = component.build(component.config.parse({"hidden_size": 9}), input_size=3).to(dtype)
    return plan_cell(cell, torch.zeros(2, 3, dtype=dtype), cell.initial_state(2), masked=masked)


@EVERY
def test_the_same_cell_gives_the_same_source_and_plan(component):
    keep_memory_elsewhere = [object() for _ in range(1000)]
    first = planned(component)
    del keep_memory_elsewhere
    assert planned(component) == first


@EVERY
def test_a_plan_survives_json(component):
    plan, _ = planned(component, masked=True)
    assert Plan.from_plain(plan.plain()) == plan


def test_a_source_needs_no_file_of_ours(tmp_path):
    _, source = planned(RECURRENT[0], torch.float64)
    assert source.startswith("#define REAL double\n")
    assert '#include "' not in source
    assert "#pragma once" not in source
