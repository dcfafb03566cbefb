"""What must not leave with parameters and messages: users and passwords in URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_USERINFO = re.compile(r"(?<=://)[^/?#\s]+@")


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
