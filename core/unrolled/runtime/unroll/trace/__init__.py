"""A step, traced: which part of it waits for the state, and how gradients run back through that part."""

from unrolled.runtime.unroll.trace.adjoint import Recurrence, differentiate
from unrolled.runtime.unroll.trace.hoist import HoistedStep, hoist
from unrolled.runtime.unroll.trace.instructions import Instructions, constant_of, instructions_of
from unrolled.runtime.unroll.trace.lines import line_of_definition, text_at
from unrolled.runtime.unroll.trace.nodes import (
    MATRIX,
    ROWS,
    arguments_of,
    placeholders_of,
    shape_of,
    swapped_by,
    value_of,
)
from unrolled.runtime.unroll.trace.parts import PRODUCTS
from unrolled.runtime.unroll.trace.refusal import GUIDE, RefusalError, line_of, refused_at
from unrolled.runtime.unroll.trace.step import TracedStep, baked_in, trace_step, weights_of
from unrolled.runtime.unroll.trace.untouched import untouched

__all__ = [
    "GUIDE",
    "MATRIX",
    "PRODUCTS",
    "ROWS",
    "HoistedStep",
    "Instructions",
    "Recurrence",
    "RefusalError",
    "TracedStep",
    "arguments_of",
    "baked_in",
    "constant_of",
    "differentiate",
    "hoist",
    "instructions_of",
    "line_of",
    "line_of_definition",
    "placeholders_of",
    "refused_at",
    "shape_of",
    "swapped_by",
    "text_at",
    "trace_step",
    "untouched",
    "value_of",
    "weights_of",
]
