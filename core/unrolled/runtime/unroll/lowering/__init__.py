"""A traced recurrence as programs of stages, independent of the language that they are written out in."""

from unrolled.runtime.unroll.lowering.backward import Backward, OuterProduct
from unrolled.runtime.unroll.lowering.lower import LoweredStep, lower
from unrolled.runtime.unroll.lowering.program import Buffer, Place, ProductStage, Program, RowStage, Store

__all__ = [
    "Backward",
    "Buffer",
    "LoweredStep",
    "OuterProduct",
    "Place",
    "ProductStage",
    "Program",
    "RowStage",
    "Store",
    "lower",
]
