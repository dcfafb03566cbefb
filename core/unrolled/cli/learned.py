"""The number of values that a cell learns."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled.cli.configured import configured
from unrolled.host import Host, Located
from unrolled.params import Selected


def learned_values(host: Host, located: Located, fields: Sequence[str], input_size: int) -> str:
    """Build a cell without memory for its weights, and count.

    Args:
        host: with the plugins.
        located: the cell.
        fields: ``KEY=VALUE`` texts, the others having their defaults.
        input_size: width of the input.

    Returns:
        The number, and that of torch's own layout where the cell knows it.

    Raises:
        ConfigError: a field is wrong.
        PluginError: the builder raised.
    """
    counts = _counts(configured(host, located, fields), input_size)
    theirs = f" ({counts['torch']:,} in torch's layout)" if "torch" in counts else ""
    return f"{counts['cell']:,}{theirs} with an input of {input_size}"


def _counts(chosen: Selected, input_size: int) -> dict[str, int]:
    """Return the cell's own report, or the count of what it learns."""
    import torch

    with torch.device("meta"):
        cell = chosen.build(input_size=input_size)
    counted = {"cell": sum(weight.numel() for weight in cell.parameters() if weight.requires_grad)}
    return getattr(cell, "parameter_counts", counted)
