"""A laboratory with as few seeds as leave the verdicts what they are."""

from __future__ import annotations

import pytest

from unrolled.host import Host
from unrolled_workflows.claims.laboratory import Laboratory


@pytest.fixture(scope="session")
def lab() -> Laboratory:
    return Laboratory(Host.discover(), seeds=(0, 1, 2))
