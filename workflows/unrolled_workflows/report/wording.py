"""How values read on the page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

_DECIMALS = 3
_PICTURES = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
}


def number(value: float) -> str:
    """Return a value with as many decimals as tell it from its neighbours.

    Args:
        value: a count, a share, a loss, ...; not necessarily finite.
    """
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return "not finite"
    if 0 < abs(value) < 10**-_DECIMALS:
        return f"{value:.2e}"
    whole = math.floor(math.log10(abs(value))) if abs(value) >= 1 else 0
    return f"{value:,.{max(0, _DECIMALS - whole)}f}"


def words(name: str) -> str:
    """Return the words of a metric's or a baseline's name.

    Args:
        name: such as ``majority_class``.
    """
    return name.replace("_", " ")


def visible(text: str) -> str:
    """Return a text in which the characters that HTML and UTF-8 cannot hold are shown by pictures.

    Args:
        text: of any origin.
    """
    return text.translate(_PICTURES)


def flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of a nested mapping with its dotted name, in the mapping's order.

    Args:
        values: plain values, as read from YAML.
        prefix: of the names.

    Yields:
        Name and value; a string stands as it is, everything else as JSON.
    """
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
