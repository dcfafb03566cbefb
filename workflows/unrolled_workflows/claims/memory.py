"""The memory that a forward pass leaves behind for the backward one.

Shapes: B batch, T time, I input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from unrolled.runtime.unroll import UnrolledEncoder
from unrolled_workflows.claims.laboratory import full_lengths


class _Census(TorchDispatchMode):
    """Notes the storage of whatever torch's operations return, on whatever device, without keeping it alive."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: dict[StorageWeakRef, int] = {}

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        del types
        result = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(result):
            if isinstance(tensor, Tensor):
                storage = tensor.untyped_storage()
                self.sizes[StorageWeakRef(storage)] = storage.nbytes()
        return result


def bytes_kept(encoder: UnrolledEncoder, x_BTI: Tensor) -> int:
    """Return the bytes still held when a forward pass has ended: its outputs and what the backward pass will need.

    Args:
        encoder: whose parameters do not count, and which runs once before, so that what is packed once does not count.
        x_BTI: inputs without padding, which do not count either.
    """
    lengths_B = full_lengths(x_BTI)
    encoder(x_BTI, lengths_B)
    own = {StorageWeakRef(tensor.untyped_storage()) for tensor in (x_BTI, *encoder.parameters())}
    with _Census() as census:
        outputs = encoder(x_BTI, lengths_B)
    held = sum(size for storage, size in census.sizes.items() if storage not in own and not storage.expired())
    del outputs
    return held
