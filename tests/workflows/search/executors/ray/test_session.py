"""An address that leads to no cluster is one error, before any leg starts."""

import socket
import subprocess
import sys

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.search.executors.ray.session import cluster


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("nowhere", "'nowhere' is not host:port"),
        ("ray://127.0.0.1:10001", "'ray://127.0.0.1:10001' is not host:port"),
        ("127.0.0.1:99999", "nothing answers at 127.0.0.1:99999"),
        ("host.invalid:6379", "nothing answers at host.invalid:6379"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, what: str) -> None:
    with pytest.raises(ConfigError, match=f"search --address: {what}"), cluster(address, None):
        pass


def test_a_port_without_a_listener_is_refused() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(ConfigError, match="nothing answers at"), cluster(address, None):
            pass


def test_ray_is_imported_by_a_connection_alone() -> None:
    code = "import sys, unrolled_workflows.search.executors.ray.pool as pool; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
