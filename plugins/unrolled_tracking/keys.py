"""Whether there is a key."""

from __future__ import annotations

import netrc
import os
from urllib.parse import urlsplit


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
