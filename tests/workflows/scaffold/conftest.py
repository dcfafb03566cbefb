from __future__ import annotations

import pytest

from unrolled.host import Host


@pytest.fixture(scope="session")
def host() -> Host:
    """Return a host with the installed plugins."""
    return Host.discover()
