"""The store of finished stage outputs, by what they depend on; pipelines and searches share it."""

from unrolled_workflows.store.contract import Store
from unrolled_workflows.store.opening import open_store

__all__ = ["Store", "open_store"]
