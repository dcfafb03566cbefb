"""Whether there is a key, and what must not leave with the parameters."""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

_USERINFO = re.compile(r"(?<=://)[^/?#\s]+@")


def has_key(base_url: str) -> bool:
    """Tell whether a key for the service is set, in the environment or in netrc.

    Args:
        base_url: of the service.
    """
    if os.environ.get("WANDB_API_KEY"):
        return True
    try:
        logins = netrc.netrc(os.environ.get("NETRC"))
    except (OSError, netrc.NetrcParseError):
        return False
    return logins.authenticators(urlsplit(base_url).hostname or "") is not None


def without_passwords(value: Any) -> Any:
    """Return plain values with the user and password of every URL left out.

    Args:
        value: anything made of JSON types.
    """
    if isinstance(value, str):
        return _USERINFO.sub("", value)
    if isinstance(value, Mapping):
        return {key: without_passwords(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [without_passwords(item) for item in value]
    return value
